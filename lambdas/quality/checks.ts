/** The list of quality checks: one file each in sql/quality, and those that follow from the catalogue. */
import { z } from 'zod';
import { customerFeatures, type Feature, features } from '../shared/catalogue/catalogue.ts';
import { partitionNames } from '../shared/partitions.ts';
import { sqlFile, sqlFiles } from '../shared/sql.ts';

const Header = z.object({
  /** stop: a failure keeps the run from being published; warn: it is only shown. */
  severity: z.enum(['stop', 'warn']),
  /** none: one failing row fails the check; gate: the share of good rows has to reach the gate. */
  tolerance: z.enum(['none', 'gate']),
  description: z.string().min(1),
});

/**
 * Each statement gives one row: failed_rows, total_rows and sample_keys, up to ten keys, never personal values. A check
 * of the large tables has a statement a partition.
 */
export type Check = z.infer<typeof Header> & { name: string; statements: string[] };

/** Every check, by name. Parameters of their statements: run_id, and as_of where it is named. */
export function allChecks(): Check[] {
  const whole = sqlFiles('quality').map((file) => written(file, [sqlFile(`quality/${file}`)]));
  const partitioned = sqlFiles('quality/partition').map((file) =>
    written(
      file,
      partitionNames.map((partition) => sqlFile(`quality/partition/${file}`, { partition })),
    ),
  );
  return [...whole, ...partitioned, ...fromCatalogue].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file's name is the check's; `-- key: value` lines at its top are its header. */
function written(file: string, statements: string[]): Check {
  const [sql = ''] = statements;
  const lines = sql.matchAll(/^-- (severity|tolerance|description): (.+)$/gm);
  const header = Header.parse(Object.fromEntries(Array.from(lines, ([, key, value]) => [key, value])));
  return { name: file.replace(/\.sql$/, ''), ...header, statements };
}

const fromCatalogue: Check[] = [
  {
    name: 'feature_ranges',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Every feature of an application is within its valid range.',
    statements: [outOfRange('risk_features', 'application_id', features)],
  },
  {
    name: 'customer_feature_ranges',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Every feature of a customer is within its valid range.',
    statements: [outOfRange('customer_features', 'customer_id', customerFeatures)],
  },
  {
    name: 'missing_values',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Of every applicant something is known.',
    statements: [
      failing('risk_features', `application_id as key, num_nonnulls(${names(customerFeatures)}) = 0 as failed`),
    ],
  },
];

function outOfRange(table: string, key: string, list: readonly Feature[]): string {
  const cases = list.flatMap(({ name, range }) =>
    range ? [`when not ${name} between ${range[0]} and ${range[1]} then '${name}'`] : [],
  );
  const feature = `case\n${cases.join('\n')}\nend`;
  return failing(table, `${key} || coalesce(':' || ${feature}, '') as key, ${feature} is not null as failed`);
}

function failing(table: string, columns: string): string {
  return `with judged as (select ${columns} from analytics.${table} where run_id = :run_id)
select count(*) filter (where failed) as failed_rows, count(*) as total_rows,
  coalesce((select jsonb_agg(key) from (select key from judged where failed order by key limit 10) sample), '[]')
    as sample_keys
from judged`;
}

function names(list: readonly Feature[]): string {
  return list.map(({ name }) => name).join(', ');
}
