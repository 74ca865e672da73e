/** Says whether a mapping suits files that arrive every day. */
import type { Mapping } from './mapping.ts';
import { RawFileRefused } from './refusals.ts';

/**
 * Refuses a mapping that would send the files of every day to the same day, withhold outcomes that are
 * known, or know applications by the numbers of their rows.
 * @throws {RawFileRefused} when it has a fixed day or withholds outcomes (InvalidMapping, with the keys to change)
 */
export function requireDailyMapping({ name, as_of, backtest, mode, constants }: Mapping): void {
  const faults = [
    ...(as_of.from === 'fixed'
      ? [
          'as_of is one fixed day: set it to { from: arrival }, { from: newest, column: … } or { from: file_name, format: … }',
        ]
      : []),
    ...(mode === 'full' && Object.values(constants).includes('row_number')
      ? ['constants number the rows, and a row has another number tomorrow: map a column as its id, or set mode: delta']
      : []),
    ...(backtest ? ['backtest withholds outcomes: set it to null'] : []),
  ];
  if (faults.length > 0) {
    throw new RawFileRefused('InvalidMapping', `mapping ${name} is not for files of every day: ${faults.join('; ')}`);
  }
}
