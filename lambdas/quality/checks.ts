/** The list of quality checks: one file each in sql/quality, and those that follow from the catalogue. */
import { z } from 'zod';
import { partitionNames } from '../shared/partitions.ts';
import { sqlFile, sqlFiles } from '../shared/sql.ts';
import { catalogueChecks } from './catalogue-checks.ts';

const Header = z.object({
  /** stop: a failure keeps the run from being published; warn: it is only shown. */
  severity: z.enum(['stop', 'warn']),
  /**
   * none: one failing row fails the check. gate: the share of good rows has to reach the gate. column: the share of
   * failing rows of each column has to stay within the column's own tolerance.
   */
  tolerance: z.enum(['none', 'gate', 'column']),
  description: z.string().min(1),
});

/**
 * Each statement gives one row: failed_rows, total_rows and sample_keys, up to ten keys, never personal values. With
 * tolerance `column` it gives a row for each column: key (`table.column`), failed_rows and total_rows. A check of the
 * large tables has a statement a partition. Parameters: run_id, and where it names them as_of and the bounds of
 * config/quality.json.
 */
export type Check = z.infer<typeof Header> & { name: string; statements: string[] };

/** Every check, by name. */
export function allChecks(): Check[] {
  const whole = sqlFiles('quality').map((file) => written(file, [sqlFile(`quality/${file}`)]));
  const partitioned = sqlFiles('quality/partition').map((file) =>
    written(
      file,
      partitionNames.map((partition) => sqlFile(`quality/partition/${file}`, { partition })),
    ),
  );
  return [...whole, ...partitioned, ...catalogueChecks].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file's name is the check's; `-- key: value` lines at its top are its header. */
function written(file: string, statements: string[]): Check {
  const [sql = ''] = statements;
  const lines = sql.matchAll(/^-- (severity|tolerance|description): (.+)$/gm);
  const header = Header.parse(Object.fromEntries(Array.from(lines, ([, key, value]) => [key, value])));
  return { name: file.replace(/\.sql$/, ''), ...header, statements };
}
