/** The checks that follow from the feature catalogue: a new feature is checked without another line of SQL. */
import { CUSTOMER_FEATURES, FEATURES, type Feature } from '../shared/features/catalogue.ts';
import type { Check } from './check.ts';

const applicationFeatures = FEATURES.filter(({ grain }) => grain === 'application');
const isCategory = ({ type }: Feature): boolean => type === 'category';

export const CATALOGUE_CHECKS: readonly Check[] = [
  {
    name: 'feature_ranges',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Every feature of an application is within its valid range.',
    statements: [outOfRange('risk_features', 'application_id', FEATURES)],
  },
  {
    name: 'customer_feature_ranges',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Every feature of a customer is within its valid range.',
    statements: [outOfRange('customer_features', 'customer_id', CUSTOMER_FEATURES)],
  },
  {
    name: 'unknown_applicants',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Of every applicant something is known.',
    statements: [
      failing('risk_features', `application_id as key, num_nonnulls(${names(CUSTOMER_FEATURES)}) = 0 as failed`),
    ],
  },
  {
    name: 'missing_features',
    severity: 'warn',
    tolerance: 'none',
    description: 'No feature is unknown much more often than in the last published run.',
    statements: [
      moreMissing('customer_features', CUSTOMER_FEATURES),
      moreMissing('risk_features', applicationFeatures),
    ],
  },
  {
    name: 'category_drift',
    severity: 'warn',
    tolerance: 'none',
    description: 'The categories of a feature are about as frequent as in the last published run (PSI).',
    statements: [
      drift('customer_features', CUSTOMER_FEATURES.filter(isCategory), 'customers'),
      drift('risk_features', applicationFeatures.filter(isCategory), 'loan_applications'),
    ],
  },
];

type FeatureTable = 'risk_features' | 'customer_features';

function outOfRange(table: FeatureTable, key: string, list: readonly Feature[]): string {
  const cases = list.flatMap(({ name, range }) =>
    range ? [`when not ${name} between ${range[0]} and ${range[1]} then '${name}'`] : [],
  );
  const feature = `case\n${cases.join('\n')}\nend`;
  return failing(table, `${key} || coalesce(':' || ${feature}, '') as key, ${feature} is not null as failed`);
}

function failing(table: FeatureTable, columns: string): string {
  return `with judged as (select ${columns} from analytics.${table} where run_id = :run_id)
select count(*) filter (where failed) as failed_rows, count(*) as total_rows,
  coalesce((select jsonb_agg(key) from (select key from judged where failed order by key limit 10) sample), '[]')
    as sample_keys
from judged`;
}

/** The published run to compare with: the newest one up to the day that still has its rows. */
function earlierRun(table: FeatureTable): string {
  return `
  select run_id
  from analytics.publications
  where run_id <> :run_id and as_of <= cast(:as_of as date)
    and exists (select from analytics.${table} built where built.run_id = publications.run_id)
  order by as_of desc, published_at desc
  limit 1`;
}

/** Failed and total are features here; a key names the feature and its share of unknown values, before and now. */
function moreMissing(table: FeatureTable, list: readonly Feature[]): string {
  const known = list.map(({ name }) => `count(${name}) as ${name}`).join(', ');
  const listed = list.map(({ name }) => `('${name}', ${name})`).join(', ');
  return `with earlier as (${earlierRun(table)}
),
counted as (
  select run_id, count(*) as rows, ${known}
  from analytics.${table}
  where run_id = :run_id or run_id = (select run_id from earlier)
  group by run_id
),
share as (
  select feature, run_id = :run_id as is_now, 1 - cast(known as double precision) / rows as missing
  from counted
  cross join lateral (values ${listed}) as listed (feature, known)
  where rows >= :missing_features_minimum_rows
),
compared as (
  select feature, before.missing as before, now.missing as now,
    now.missing > before.missing + :missing_features_increase as failed
  from share now
  join share before using (feature)
  where now.is_now and not before.is_now
)
select count(*) filter (where failed) as failed_rows, count(*) as total_rows,
  coalesce((select jsonb_agg(key) from (
    select format('%s: %s %% unknown, before %s %%', feature, round(cast(now * 100 as numeric)), round(cast(before * 100 as numeric))) as key
    from compared where failed order by now - before desc, feature limit 10) sample), '[]') as sample_keys
from compared`;
}

/**
 * Failed and total are features here; a key names the feature and its population stability index. Rare categories
 * count as one, and half a row is added to each, so that chance alone moves the index little.
 */
function drift(table: FeatureTable, list: readonly Feature[], attributesOf: string): string {
  const listed = list.map(({ name }) => `('${name}', ${name})`).join(', ');
  const prefix = attributesOf === 'customers' ? 'customer_' : 'application_';
  return `with earlier as (${earlierRun(table)}
),
built as (
  select ${names(list)}, attributes, run_id = :run_id as is_now
  from analytics.${table}
  where run_id = :run_id or run_id = (select run_id from earlier)
),
declared as (
  select '${prefix}' || name as feature
  from staging.attributes
  where table_name = '${attributesOf}' and use = 'model' and type = 'category'
),
valued as (
  select feature, coalesce(value, '') as value, is_now
  from built
  cross join lateral (values ${listed}) as listed (feature, value)
  union all
  select feature, coalesce(attributes ->> feature, ''), is_now
  from built
  cross join declared
),
counted as (
  select feature, value, count(*) filter (where is_now) as now, count(*) filter (where not is_now) as before
  from valued
  group by feature, value
),
pooled as (
  select feature, sum(now) as now, sum(before) as before
  from counted
  group by feature, case when greatest(now, before) >= :drift_minimum_category_rows then value end
),
share as (
  select feature, sum(now) over of_feature as rows_now, sum(before) over of_feature as rows_before,
    cast((now + 0.5) / (sum(now + 0.5) over of_feature) as double precision) as p,
    cast((before + 0.5) / (sum(before + 0.5) over of_feature) as double precision) as q
  from pooled
  window of_feature as (partition by feature)
),
compared as (
  select feature, sum((p - q) * ln(p / q)) as psi
  from share
  where rows_now >= :drift_minimum_rows and rows_before >= :drift_minimum_rows
  group by feature
)
select count(*) filter (where psi > :drift_psi) as failed_rows, count(*) as total_rows,
  coalesce((select jsonb_agg(key) from (
    select format('%s: PSI %s', feature, round(cast(psi as numeric), 2)) as key
    from compared where psi > :drift_psi order by psi desc, feature limit 10) sample), '[]') as sample_keys
from compared`;
}

function names(list: readonly Feature[]): string {
  return list.map(({ name }) => name).join(', ');
}
