/** Errors of the commands that read raw files, each one line with a way on. */
import { RawFileRefused } from '../../lambdas/onboarding/contract/refusals.ts';
import { CommandError } from '../terminal/command-error.ts';
import { formatText } from '../terminal/format-text.ts';

/** Two raw files of one command have the same name. */
export class SameNameTwice extends CommandError {}

/** The folder of --out cannot be used. */
export class OutFolderUnusable extends CommandError {}

/** What is wrong, without the name of the refusal. */
export const describeRefusal = ({ message, reason }: RawFileRefused): string => message.replace(`${reason}: `, '');

/** The refusal of a raw file or mapping; its name is the reason, which docs/onboarding.md explains. */
class RawFileNotTaken extends CommandError {
  constructor(refusal: RawFileRefused) {
    super(formatText(describeRefusal(refusal)), { cause: refusal });
    this.name = refusal.reason;
  }
}

/**
 * Returns the result of `action`; a refusal becomes an error of commands.
 * @throws {RawFileNotTaken} when the file or its mapping is refused
 */
export async function translateRefusal<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof RawFileRefused ? new RawFileNotTaken(error) : error;
  }
}
