/** Keeps what a person has answered in the out folder, so that an interrupted run goes on where it was. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandError } from '../terminal/command-error.ts';

/** answers.json is not what a run of this command wrote. */
export class AnswersUnreadable extends CommandError {}

const AnswersFile = z.strictObject({
  /** Files that the answers are about, by name and size: answers about other files are not used. */
  files: z.array(z.string()),
  answers: z.record(z.string(), z.string()),
});

/** Where the answers are kept; without the file every question is asked again. */
export const getAnswersPath = (out: string) => join(out, 'answers.json');

/**
 * Reads the answers that an earlier run kept for the same files.
 * @throws {AnswersUnreadable} when the file is damaged
 */
export function readKeptAnswers(out: string, files: readonly string[]): Record<string, string> {
  const path = getAnswersPath(out);
  if (!existsSync(path)) return {};
  const { data } = AnswersFile.safeParse(parseJson(readFileSync(path, 'utf8')));
  if (!data) throw new AnswersUnreadable(`${path} is damaged: remove it, and the questions are asked again`);
  return data.files.join('\n') === files.join('\n') ? data.answers : {};
}

/** Writes the answers, in one step. */
export function keepAnswers(out: string, files: readonly string[], answers: Readonly<Record<string, string>>): void {
  const path = getAnswersPath(out);
  writeFileSync(`${path}.new`, `${JSON.stringify({ files, answers }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
