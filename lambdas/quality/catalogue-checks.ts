/** Generates quality checks from the feature catalogue, so that a new feature needs no SQL of checks. */
import { ATTRIBUTE_PREFIXES } from '../shared/features/attribute-names.ts';
import { CUSTOMER_FEATURES, FEATURES, type Feature } from '../shared/features/catalogue.ts';
import type { Check } from './check.ts';

const APPLICATION_FEATURES = FEATURES.filter(({ grain }) => grain === 'application');
/** A lender's own attributes count as much as the catalogue's features. */
const IS_APPLICANT_KNOWN = `num_nonnulls(${listNames(CUSTOMER_FEATURES)}) > 0 or jsonb_strip_nulls(attributes) <> '{}'`;
/** A lender may know the loan only. Every application has an amount, so that says nothing. */
const LOAN_KNOWLEDGE = APPLICATION_FEATURES.filter(({ name }) => name !== 'amount');
const isCategory = ({ type }: Feature): boolean => type === 'category';

export const CATALOGUE_CHECKS: readonly Check[] = [
  {
    name: 'feature_ranges',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Every feature of an application is within its valid range.',
    statements: [buildRangeCheck('risk_features', 'application_id', FEATURES)],
  },
  {
    name: 'customer_feature_ranges',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Every feature of a customer is within its valid range.',
    statements: [buildRangeCheck('customer_features', 'customer_id', CUSTOMER_FEATURES)],
  },
  {
    name: 'unknown_applicants',
    severity: 'stop',
    tolerance: 'gate',
    description: 'Of every applicant something is known: a feature or attribute, or where most have none, the loan.',
    statements: [
      buildFailureCount(
        'risk_features',
        `application_id as key, not (${IS_APPLICANT_KNOWN})
          and (avg(case when ${IS_APPLICANT_KNOWN} then 1 else 0 end) over () >= 0.5
            or num_nonnulls(${listNames(LOAN_KNOWLEDGE)}) = 0) as failed`,
      ),
    ],
  },
  {
    name: 'missing_features',
    severity: 'warn',
    tolerance: 'none',
    description: 'No feature is unknown much more often than in the last published run.',
    statements: [
      buildMissingComparison('customer_features', CUSTOMER_FEATURES),
      buildMissingComparison('risk_features', APPLICATION_FEATURES),
    ],
  },
  {
    name: 'category_drift',
    severity: 'warn',
    tolerance: 'none',
    description: 'The categories of a feature are about as frequent as in the last published run (PSI).',
    statements: [
      buildDriftComparison('customer_features', CUSTOMER_FEATURES.filter(isCategory), 'customers'),
      buildDriftComparison('risk_features', APPLICATION_FEATURES.filter(isCategory), 'loan_applications'),
    ],
  },
];

type FeatureTable = 'risk_features' | 'customer_features';

function buildRangeCheck(table: FeatureTable, key: string, features: readonly Feature[]): string {
  const cases = features.flatMap(({ name, range }) =>
    range ? [`when not ${name} between ${range[0]} and ${range[1]} then '${name}'`] : [],
  );
  const feature = `case\n${cases.join('\n')}\nend`;
  return buildFailureCount(table, `${key} || coalesce(':' || ${feature}, '') as key, ${feature} is not null as failed`);
}

/** Counts the rows of a run. `columns` are the expressions of `key` and `failed`. */
function buildFailureCount(table: FeatureTable, columns: string): string {
  return `with checked as (select ${columns} from analytics.${table} where run_id = :run_id)
select count(*) filter (where failed) as failed_rows, count(*) as total_rows,
  coalesce((select jsonb_agg(key) from (select key from checked where failed order by key limit 10) sample), '[]')
    as sample_keys
from checked`;
}

/** Selects the published run to compare with: the newest one up to the as-of date that still has its rows. */
function buildEarlierRun(table: FeatureTable): string {
  return `
  select run_id
  from analytics.publications
  where run_id <> :run_id and as_of <= cast(:as_of as date)
    and exists (select from analytics.${table} built where built.run_id = publications.run_id)
  order by as_of desc, published_at desc
  limit 1`;
}

/** Counts features, not rows. A sample key names the feature and its share of unknown values, before and now. */
function buildMissingComparison(table: FeatureTable, features: readonly Feature[]): string {
  const valueCounts = features.map(({ name }) => `count(${name}) as ${name}`).join(', ');
  const listed = features.map(({ name }) => `('${name}', ${name})`).join(', ');
  return `with earlier as (${buildEarlierRun(table)}
),
counted as (
  select run_id, count(*) as rows, ${valueCounts}
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
 * Counts features, not rows. A sample key names the feature and its population stability index (PSI). Rare categories
 * are counted together, and half a row is added to each category, so that sampling noise moves the PSI little.
 */
function buildDriftComparison(
  table: FeatureTable,
  features: readonly Feature[],
  attributeTable: keyof typeof ATTRIBUTE_PREFIXES,
): string {
  const listed = features.map(({ name }) => `('${name}', ${name})`).join(', ');
  return `with earlier as (${buildEarlierRun(table)}
),
built as (
  select ${listNames(features)}, attributes, run_id = :run_id as is_now
  from analytics.${table}
  where run_id = :run_id or run_id = (select run_id from earlier)
),
declared as (
  select '${ATTRIBUTE_PREFIXES[attributeTable]}' || name as feature
  from staging.attributes
  where table_name = '${attributeTable}' and use = 'model' and type = 'category'
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

function listNames(features: readonly Feature[]): string {
  return features.map(({ name }) => name).join(', ');
}
