/** Shows the progress of a command: one live line, and a line that stays for every finished step. */
import ora, { type Ora } from 'ora';
import pc from 'picocolors';
import { formatDuration } from './format.ts';

/** Shows steps one after another. On a terminal the running step is live; in a log each finished step is one line. */
export class Progress {
  readonly #print: (line: string) => void;
  #spinner: Ora | undefined;
  #startedAt = 0;
  #title = '';

  /** @param print default: on standard output */
  constructor(print: (line: string) => void = console.log) {
    this.#print = print;
  }

  /** Prints a headline above the steps that follow. */
  printSection(title: string): void {
    this.#print(`\n${pc.bold(title)}`);
  }

  /** Begins a step. */
  start(title: string): void {
    this.#title = title;
    this.#startedAt = performance.now();
    this.#spinner = process.stdout.isTTY ? ora({ text: title, indent: 2, discardStdin: false }).start() : undefined;
  }

  /** Shows how far the running step is, such as `12 of 16`. */
  update(detail: string): void {
    if (this.#spinner) this.#spinner.text = `${this.#title} ${pc.dim(detail)}`;
  }

  /** Ends the running step and prints its line: title, result, seconds. */
  finish(detail = '', seconds = (performance.now() - this.#startedAt) / 1000): void {
    this.#spinner?.stop();
    const time = pc.dim(formatDuration(seconds));
    this.#print(`  ${pc.green('✓')} ${this.#title.padEnd(34)} ${detail.padEnd(46)} ${time}`);
    this.#end();
  }

  /** Ends the running step as failed, if a step runs. */
  fail(): void {
    if (!this.#title) return;
    this.#spinner?.stop();
    this.#print(`  ${pc.red('✗')} ${this.#title}`);
    this.#end();
  }

  #end(): void {
    this.#spinner = undefined;
    this.#title = '';
  }
}
