/** Keeps the stack of an error that is a fault of the program in a file, so that a person reads one line. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { removeLinkBreaks } from '../../lambdas/shared/break-links.ts';

const LONGEST_MESSAGE = 300;

/**
 * Writes the error with its stack into a file that only this user can read.
 * @returns one line for the person: what failed, and where the stack is
 */
export function recordFault(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const text = removeLinkBreaks(message)
    .replaceAll(/\s*\n\s*/g, '; ')
    .slice(0, LONGEST_MESSAGE);
  return `UnexpectedError: ${name}: ${text}: a fault of this program, ${describeStack(inspect(error))}`;
}

function describeStack(stack: string): string {
  try {
    const path = join(mkdtempSync(join(tmpdir(), 'risk-fault-')), 'stack.txt');
    writeFileSync(path, `${process.argv.join(' ')}\n${stack}\n`, { mode: 0o600 });
    return `please report it with ${path}`;
  } catch {
    return 'and its stack could not be written: make room in the temporary folder, and run the command again';
  }
}
