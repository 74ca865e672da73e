/** Lists all quality checks: one for each file in sql/quality, and those generated from the feature catalogue. */
import { PARTITION_NAMES } from '../shared/runs/partitions.ts';
import { listSqlFiles, readSqlFile } from '../shared/sql-file.ts';
import { CATALOGUE_CHECKS } from './catalogue-checks.ts';
import { type Check, CheckHeader } from './check.ts';

/**
 * All checks, ordered by name. A check has a file in sql/quality, one in sql/quality/partition that runs once for each
 * partition, or both.
 */
export function listChecks(): Check[] {
  const wholeFiles = listSqlFiles('quality');
  const partitionFiles = listSqlFiles('quality/partition');
  const fileChecks = [...new Set([...wholeFiles, ...partitionFiles])].map((file) =>
    readCheckFile(file, [
      ...(wholeFiles.includes(file) ? [readSqlFile(`quality/${file}`)] : []),
      ...(partitionFiles.includes(file) ? PARTITION_NAMES : []).map((partition) =>
        readSqlFile(`quality/partition/${file}`, { partition }),
      ),
    ]),
  );
  return [...fileChecks, ...CATALOGUE_CHECKS].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Reads a check's header, the lines `-- key: value` of its first statement. The file's name is the check's. */
function readCheckFile(file: string, statements: string[]): Check {
  const [sql = ''] = statements;
  const lines = sql.matchAll(/^-- (severity|tolerance|description): (.+)$/gm);
  const header = CheckHeader.parse(Object.fromEntries(Array.from(lines, ([, key, value]) => [key, value])));
  return { name: file.replace(/\.sql$/, ''), ...header, statements };
}
