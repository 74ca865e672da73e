/** The list of quality checks: one file each in sql/quality, and those that follow from the catalogue. */
import { partitionNames } from '../shared/partitions.ts';
import { sqlFile, sqlFiles } from '../shared/sql.ts';
import { catalogueChecks } from './catalogue-checks.ts';
import { type Check, CheckHeader } from './check.ts';

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
  const header = CheckHeader.parse(Object.fromEntries(Array.from(lines, ([, key, value]) => [key, value])));
  return { name: file.replace(/\.sql$/, ''), ...header, statements };
}
