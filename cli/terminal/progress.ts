/** What a person watches while work goes on: one live line, and a line that stays for every finished step. */
import ora, { type Ora } from 'ora';
import pc from 'picocolors';

/** Shows steps one after another. On a terminal the running one is live; in a log each step is one line. */
export class Progress {
  #spinner: Ora | undefined;
  #started = 0;
  #title = '';

  /** A headline above the steps that follow. */
  section(title: string): void {
    console.log(`\n${pc.bold(title)}`);
  }

  start(title: string): void {
    this.#title = title;
    this.#started = performance.now();
    this.#spinner = process.stdout.isTTY ? ora({ text: title, indent: 2, discardStdin: false }).start() : undefined;
  }

  /** Says how far the running step is, such as `12 of 16`. */
  update(detail: string): void {
    if (this.#spinner) this.#spinner.text = `${this.#title} ${pc.dim(detail)}`;
  }

  /** Ends the running step and leaves its line: title, what came out, seconds. */
  done(detail = '', seconds = (performance.now() - this.#started) / 1000): void {
    this.#spinner?.stop();
    const time = pc.dim(`${seconds.toFixed(1)} s`);
    console.log(`  ${pc.green('✓')} ${this.#title.padEnd(34)} ${detail.padEnd(46)} ${time}`);
    this.#spinner = undefined;
  }

  /** Ends the running step as failed, if one runs. */
  fail(): void {
    if (!this.#title) return;
    this.#spinner?.stop();
    console.log(`  ${pc.red('✗')} ${this.#title}`);
    this.#spinner = undefined;
  }
}
