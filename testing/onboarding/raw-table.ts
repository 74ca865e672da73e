/** Makes raw tables of rows in memory, as the readers make them of files. */
import type { RawTable } from '../../lambdas/onboarding/contract/raw-file.ts';

const BATCH_ROWS = 1000;

/** A table with the given columns and rows; `line` counts a header as the first line. */
export function createRawTable(
  file: string,
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): RawTable {
  return {
    file,
    part: null,
    format: {
      kind: 'delimited',
      encoding: 'utf-8',
      delimiter: ',',
      quote: '"',
      escape: 'doubled',
      header: true,
      preamble_lines: 0,
      footer_lines: 0,
    },
    columns: [...columns],
    remarks: [],
    async *rows() {
      for (let from = 0; from < rows.length; from += BATCH_ROWS) {
        const batch = rows.slice(from, from + BATCH_ROWS);
        yield batch.map((values, index) => ({ line: from + index + 2, values: [...values] }));
      }
    },
    unreadable: () => [],
  };
}
