/** The list of quality checks: one file each in sql/quality, and those that follow from the catalogue. */
import { partitionNames } from '../shared/runs/partitions.ts';
import { listSqlFiles, readSqlFile } from '../shared/sql-file.ts';
import { CATALOGUE_CHECKS } from './catalogue-checks.ts';
import { type Check, CheckHeader } from './check.ts';

/** Every check, by name: of a file in quality, of one in quality/partition, or of both. */
export function listChecks(): Check[] {
  const whole = listSqlFiles('quality');
  const partitioned = listSqlFiles('quality/partition');
  const written = [...new Set([...whole, ...partitioned])].map((file) =>
    readCheckFile(file, [
      ...(whole.includes(file) ? [readSqlFile(`quality/${file}`)] : []),
      ...(partitioned.includes(file) ? partitionNames : []).map((partition) =>
        readSqlFile(`quality/partition/${file}`, { partition }),
      ),
    ]),
  );
  return [...written, ...CATALOGUE_CHECKS].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file's name is the check's; `-- key: value` lines at the top of its first statement are its header. */
function readCheckFile(file: string, statements: string[]): Check {
  const [sql = ''] = statements;
  const lines = sql.matchAll(/^-- (severity|tolerance|description): (.+)$/gm);
  const header = CheckHeader.parse(Object.fromEntries(Array.from(lines, ([, key, value]) => [key, value])));
  return { name: file.replace(/\.sql$/, ''), ...header, statements };
}
