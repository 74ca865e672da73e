/** Asks a person at a terminal what cannot be known from a raw file, one question after another. */
import pc from 'picocolors';
import type { Question } from '../../lambdas/onboarding/contract/profile.ts';
import { readLine, type Terminal } from '../terminal/ask-confirmation.ts';
import { formatText } from '../terminal/format-text.ts';

/** Returns what is wrong with an answer; undefined when it can be used. */
export type CheckAnswer = (question: Question, answer: string) => string | undefined;

const STOPPED = 'stopped; the same command goes on with this question';

/**
 * Asks one question until the answer can be used. An empty answer takes the proposal.
 * @throws {Interrupted} when the terminal is closed or Ctrl-C is pressed
 */
export async function askQuestion(question: Question, terminal: Terminal, check: CheckAnswer): Promise<string> {
  const print = (line: string) => terminal.output.write(`${line}\n`);
  print(`\n${pc.bold(formatText(question.text))} ${pc.dim(`(${formatText(question.id)})`)}`);
  for (const [i, { label, answer }] of question.choices.entries()) {
    print(`  ${i + 1}  ${formatText(label)}${answer === question.proposed ? pc.dim('  (proposed)') : ''}`);
  }
  const proposed = question.choices.findIndex(({ answer }) => answer === question.proposed);
  const hint = proposed >= 0 ? ` [${proposed + 1}]` : question.proposed ? ` [${formatText(question.proposed)}]` : '';
  while (true) {
    const typed = (await readLine(`  Answer${hint}: `, STOPPED, terminal)).trim();
    const answer = typed === '' ? question.proposed : resolveChoice(question, typed);
    const fault = answer === null ? 'this one has no proposal: please answer it' : check(question, answer);
    if (answer !== null && fault === undefined) return answer;
    print(`  ${pc.yellow(formatText(fault ?? ''))}`);
  }
}

/** A number names the choice at this place; a label or an answer names itself; anything else is an answer of its own. */
function resolveChoice({ choices }: Question, typed: string): string {
  const sameText = choices.find(({ answer, label }) => answer === typed || label.toLowerCase() === typed.toLowerCase());
  const numbered = /^\d{1,3}$/.test(typed) ? choices[Number(typed) - 1] : undefined;
  return (sameText ?? numbered)?.answer ?? typed;
}
