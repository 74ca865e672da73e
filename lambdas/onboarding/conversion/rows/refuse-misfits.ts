/** Refuses what no mapping should deliver: keys that are none, columns that no longer fit, one outcome only, no rows. */

import { formatCount, formatCountOf } from '../../../shared/page/number-format.ts';
import type { Mapping } from '../../contract/mapping.ts';
import type { RawTable } from '../../contract/raw-file.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { listColumns } from '../plan/find-columns.ts';
import type { FitCounts } from '../plan/fit-counts.ts';
import { describeFormat } from '../values/describe-format.ts';
import type { FaultCounter } from './fault-counter.ts';
import type { Lookup } from './lookups.ts';
import { nameTable } from './source-rows.ts';
import type { Survey } from './survey-rows.ts';
import type { RowWriting } from './write-rows.ts';

/** Beyond this share a column or a key is not what the mapping says. */
const MAX_SHARE = 0.1;
/** Fewer are mistakes of single rows, whatever share of a small file they are. */
const MIN_UNFIT_VALUES = 5;

/** @throws {RawFileRefused} when a tenth of the rows have the key of another, and none is said to be newer (KeyNotUnique) */
export function refuseRepeatedKeys(mapping: Mapping, { rows, olderRows }: Survey): void {
  if (mapping.as_of.from === 'newest' || olderRows < MIN_UNFIT_VALUES || olderRows <= rows * MAX_SHARE) return;
  throw new RawFileRefused(
    'KeyNotUnique',
    `${formatCount(olderRows)} of ${formatCountOf(rows, 'row')} have the application id of another row; map the column that is different in every ` +
      'row, or, where a file has several states of an application, take as_of from their date (as_of: { from: newest })',
  );
}

/** @throws {RawFileRefused} when the second day of a backtest would not be after the first (InvalidMapping) */
export function refuseLateDay({ backtest }: Mapping, asOf: string): void {
  if (!backtest || backtest.delivered_on > asOf) return;
  const message = `backtest.delivered_on (${backtest.delivered_on}) has to be a day after the delivery's, ${asOf}`;
  throw new RawFileRefused('InvalidMapping', message);
}

/** @throws {RawFileRefused} when a tenth of the rows of a joined source have the key of another (KeyNotUnique) */
export function refuseRepeatedJoins(mapping: Mapping, lookups: readonly Lookup[]): void {
  for (const { source, join, size, repeats } of lookups) {
    if (repeats < MIN_UNFIT_VALUES || repeats <= (size + repeats) * MAX_SHARE) continue;
    throw new RawFileRefused(
      'KeyNotUnique',
      `source ${mapping.sources[source]?.name}: ${formatCount(repeats)} of ${formatCountOf(size + repeats, 'row')} have the ${join.column} of another ` +
        'row; only one row of each key can add to an application or a customer: keep one, or map its columns to ' +
        'credit_history or transactions',
    );
  }
}

/** @throws {RawFileRefused} when a tenth of a column's known texts are not read by its format (MappingMismatch) */
export function refuseMisfits(mapping: Mapping, fits: FitCounts, faults: FaultCounter): void {
  for (const column of listColumns(mapping)) {
    const { known, unfit } = fits.of(column);
    if (unfit < MIN_UNFIT_VALUES || unfit <= known * MAX_SHARE) continue;
    const { column: name, format } = column.mapping;
    const lines = faults.findLines(name);
    const where = lines.length > 0 ? `, first in line ${lines.join(', ')}` : '';
    throw new RawFileRefused(
      'MappingMismatch',
      `column ${name} of source ${mapping.sources[column.source]?.name}: ${formatCount(unfit)} of ${formatCountOf(known, 'value')} are no ` +
        `${describeFormat(format)}${where}; correct its format or its missing marks in mapping ${mapping.name}`,
    );
  }
}

/** @throws {RawFileRefused} when every known outcome of a whole portfolio is the same (OneClass) */
export function refuseOneClass({ mode, target }: Mapping, { goods, bads }: RowWriting): void {
  if (mode !== 'full' || !target || goods + bads === 0 || (goods > 0 && bads > 0)) return;
  throw new RawFileRefused(
    'OneClass',
    `all ${goods + bads} known outcomes are ${bads === 0 ? 'good' : 'bad'}: the target "${target.description}" does not ` +
      'tell bad loans from good ones; correct its conditions',
  );
}

/** @throws {RawFileRefused} when there is no row to take the day of the delivery from (EmptyFile) */
export function refuseNoRows({ as_of }: Mapping, tables: readonly RawTable[], { rows }: Survey): void {
  if (rows > 0 || as_of.from !== 'newest') return;
  throw new RawFileRefused('EmptyFile', `${tables.map(nameTable).join(', ')} has no rows: export it again`);
}

/** @throws {RawFileRefused} when no row became a row of the contract (NothingToDeliver) */
export function refuseNothing(mapping: Mapping, { writers }: RowWriting, { refused, refusedRows }: FaultCounter): void {
  if (writers.some(({ rows }) => rows > 0)) return;
  const first = refused[0];
  const reason = first
    ? `: ${formatCountOf(refusedRows, 'row')} are refused, the first in line ${first.line} (${first.reason})`
    : '';
  throw new RawFileRefused('NothingToDeliver', `no row can be delivered by mapping ${mapping.name}${reason}`);
}

/** Counts the rows that the format itself made unreadable. Returns whether there are any. */
export function countUnreadable(tables: Iterable<readonly RawTable[]>, faults: FaultCounter): boolean {
  let hasAny = false;
  for (const table of [...tables].flat()) {
    for (const { line, reason } of table.unreadable()) {
      faults.refuseRow(null, reason, { file: nameTable(table), line });
      hasAny = true;
    }
  }
  return hasAny;
}
