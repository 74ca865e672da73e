/** Ends the reading of a raw file before the function's time ends. */
import { READING_SECONDS } from '../contract/import-state.ts';
import { RawFileRefused } from '../contract/refusals.ts';

/**
 * Begins the time for reading. The returned function is called while rows are read.
 * @throws {RawFileRefused} when the time is up (RawFileTooLarge); a second try would take as long
 */
export function limitTime(seconds = READING_SECONDS): () => void {
  const end = Date.now() + 1000 * seconds;
  return () => {
    if (Date.now() < end) return;
    throw new RawFileRefused(
      'RawFileTooLarge',
      `the rows were not all read within ${Math.round(seconds / 60)} minutes: split the file, or convert it with npm run onboard, which has no limit of time`,
    );
  };
}
