/** Writes the line of one delivered row, or says why the raw row becomes none. */
import { quoteField } from '../../../shared/csv/format-line.ts';
import { MAX_RECORD_LENGTH } from '../../../shared/landing/delivery-limits.ts';
import { formatCountOf } from '../../../shared/page/number-format.ts';
import type { JoinedRow } from '../plan/joined-row.ts';
import type { ColumnPlan, Fault } from '../plan/value-writers.ts';
import type { FaultCounter } from './fault-counter.ts';

/** The line with its line break; null when every value that the row was written for is unknown; or why it is refused. */
export type WrittenRecord = string | null | Fault;
export type RecordWriter = (row: JoinedRow) => WrittenRecord;

/** @param deciding positions of columns without any of which there is no row: values that stand side by side */
export function createRecordWriter(
  columns: readonly ColumnPlan[],
  faults: FaultCounter,
  deciding: readonly number[] = [],
): RecordWriter {
  const isDeciding = new Set(deciding);
  return (row) => {
    let line = '';
    let isKnown = isDeciding.size === 0;
    for (let i = 0; i < columns.length; i += 1) {
      const { name, isMandatory, write } = columns[i] as ColumnPlan;
      const value = write(row);
      if (i > 0) line += ',';
      if (typeof value !== 'string') {
        if (isMandatory) return { column: value.column, reason: `${name}: ${value.reason}` };
        faults.countValue(value, row);
      } else if (value !== '') {
        if (isDeciding.has(i)) isKnown = true;
        line += quoteField(value);
      } else if (isMandatory) {
        return isDeciding.has(i) ? null : { column: name, reason: `${name} is missing` };
      }
    }
    if (!isKnown) return null;
    if (line.length > MAX_RECORD_LENGTH)
      return { column: '', reason: `the row has more than ${formatCountOf(MAX_RECORD_LENGTH, 'character')}` };
    return `${line}\n`;
  };
}
