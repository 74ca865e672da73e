/** How every local command ends: a fault of the local cloud is one clear line for the person at the terminal. */
import pc from 'picocolors';
import { CommandError } from './command-error.ts';

/** The command was called with options that make no sense. */
export class InvalidOptions extends CommandError {}

/** Runs a command; a LocalCloudError, or an unknown option, becomes a line on stderr and exit code 1. */
export async function command(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isOption =
      error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
    if (!isOption && !(error instanceof CommandError)) throw error;
    console.error(`\n${pc.red(isOption ? InvalidOptions.name : error.name)}: ${error.message}`);
    process.exitCode = 1;
  }
}
