/** Reads the rows of a source from all of its tables, with the columns in the mapping's order. */
import type { Source } from '../../contract/mapping.ts';
import type { RawRow, RawTable } from '../../contract/raw-file.ts';
import type { RawValues } from '../plan/joined-row.ts';

export interface SourceRow {
  file: string;
  line: number;
  /** From 1 over all files of the source. */
  number: number;
  values: RawValues;
}

/** Yields batches of rows. A column that a table lacks is unknown in its rows. */
export async function* readSourceRows(source: Source, tables: readonly RawTable[]): AsyncGenerator<SourceRow[]> {
  let number = 0;
  for (const table of tables) {
    const arrange = createArrangement(source, table);
    const file = nameTable(table);
    for await (const rows of table.rows()) {
      yield rows.map(({ line, values }) => {
        number += 1;
        return { file, line, number, values: arrange(values) };
      });
    }
  }
}

/** The file, with the sheet or member where it has several. */
export const nameTable = ({ file, part }: RawTable): string => (part === null ? file : `${file}/${part}`);

function createArrangement(source: Source, table: RawTable): (values: RawRow['values']) => RawValues {
  const positions = source.columns.map(({ column }) => table.columns.indexOf(column));
  const isInOrder = positions.every((position, index) => position === index);
  if (isInOrder) return (values) => values;
  return (values) => positions.map((position) => (position < 0 ? null : (values[position] ?? null)));
}
