/** Delivers and scores synthetic lenders with the daily workflow in one process, without a training. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { type DriftAmounts, NO_DRIFT } from '../../data/synthetic/options.ts';
import { writePopulation } from '../../data/synthetic/population.ts';
import type { FeatureBaseline } from '../../lambdas/monitoring/measurements/baseline.ts';
import { MODEL_FEATURES } from '../../lambdas/shared/features/catalogue.ts';
import type { TableName } from '../../lambdas/shared/runs/run.ts';
import type { Row } from '../database/rows.ts';
import type { DailyHarness, DeliveredTables } from '../workflows/daily-harness.ts';
import { insertModel } from './monitoring-rows.ts';

export const FIRST_DAY = '2026-01-01';
export const LATER_DAY = '2026-02-01';

/** Without these columns the preparation needs no keys of persons. */
const PERSONAL_COLUMNS = ['full_name', 'national_id', 'email', 'phone', 'address'];

/** One of several synthetic lenders that deliver together. */
export interface SyntheticLender {
  /** Prefix of all ids of the lender: letters and digits, not the prefix of another lender's name. */
  name: string;
  customers: number;
  seed: number;
  drift?: Partial<DriftAmounts>;
}

const TRANSACTIONS_A_CUSTOMER = 48;

/** Lands two deliveries, a month apart, with the customers of all lenders and without personal data. */
export async function landSyntheticDeliveries(
  harness: DailyHarness,
  lenders: readonly SyntheticLender[],
): Promise<void> {
  const days: Record<string, DeliveredTables> = { [FIRST_DAY]: {}, [LATER_DAY]: {} };
  let attributes = {};
  for (const { name, customers, seed, drift = {} } of lenders) {
    const out = mkdtempSync(join(tmpdir(), 'risk-synthetic-'));
    const size = {
      customers,
      transactions: TRANSACTIONS_A_CUSTOMER * customers,
      days: 2,
      fileRows: 10_000_000,
      dirty: 0,
    };
    await writePopulation({ ...size, seed, drift: { ...NO_DRIFT, ...drift }, asOf: FIRST_DAY, out });
    for (const [day, tables] of Object.entries(days)) {
      const folder = join(out, `as_of=${day}`);
      attributes = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).attributes;
      for (const file of readdirSync(folder).filter((candidate) => candidate.endsWith('.gz'))) {
        const table = file.replace(/-.*/, '') as TableName;
        const text = prefixIds(gunzipSync(readFileSync(join(folder, file))).toString('utf8'), name);
        const rows = table === 'customers' ? removePersonalData(text) : text;
        tables[table] = tables[table] ? tables[table] + rows.slice(rows.indexOf('\n') + 1) : rows;
      }
    }
    rmSync(out, { recursive: true, force: true });
  }
  for (const [day, tables] of Object.entries(days)) {
    await harness.land(day, tables, day === FIRST_DAY ? 'full' : 'delta', attributes);
  }
}

/** Prefixes all ids with the lender's name, so that no two lenders have the same ids. */
const prefixIds = (text: string, lender: string): string =>
  text.replaceAll(/\b([CAT]\d{8,10})(?=[-,])/g, `${lender}-$1`);

function removePersonalData(text: string): string {
  const rows: Record<string, string>[] = parse(text, { columns: true });
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !PERSONAL_COLUMNS.includes(name));
  return stringify(rows, { header: true, columns });
}

/** Features that the attributes of the synthetic lender become. */
const ATTRIBUTES = ['customer_savings_months', 'application_prior_loans', 'application_channel'];

/** Names of the inputs of a model of this lender. */
const MODEL_INPUTS = [...MODEL_FEATURES.map(({ name }) => name), ...ATTRIBUTES];
const isCategory = (name: string) =>
  name === 'application_channel' ||
  MODEL_FEATURES.some((feature) => feature.name === name && feature.type === 'category');

/** Replaces a model: higher debt, utilisation and lateness give a higher PD. */
const PD = `1 / (1 + exp(2.5 - 2 * coalesce(utilisation, 0.4) - 0.8 * coalesce(months_past_due_max_6m, 0)
  - 1.5 * coalesce(debt_to_income, 0.3)))`;

/**
 * Selects each row's features by name, as a score's snapshot stores them, and its PD. `offset 0` keeps PostgreSQL from
 * making a row's document once for each name.
 */
const selectSnapshots = (rows: string, condition: string) => `select f.*, ${PD} as pd,
    (select jsonb_object_agg(name, document -> name) from unnest($1::text[]) name) as features
  from ${rows} f, lateral (select to_jsonb(f) || f.attributes as document offset 0) row where ${condition}`;

/** Computes the baseline of the training rows of lenders with this prefix, as training/evaluation/stability.py does. */
export async function computeBaseline(harness: DailyHarness, lenders: string) {
  const rows = await harness.query<{ features: Row; pd: number }>(
    selectSnapshots('analytics.training_examples', 'customer_id like $2'),
    [MODEL_INPUTS, `${lenders}%`],
  );
  const features = MODEL_INPUTS.map((name) => {
    const values = rows.map(({ features: values }) => values[name] ?? null);
    return [
      name,
      isCategory(name)
        ? computeCategoryBaseline(values as (string | null)[])
        : computeNumberBaseline(values as (number | null)[]),
    ];
  });
  return {
    rows: rows.length,
    scores: computeNumberBaseline(rows.map(({ pd }) => pd)),
    features: Object.fromEntries(features) as Record<string, FeatureBaseline>,
  };
}

function computeNumberBaseline(values: (number | null)[]) {
  const known = values.flatMap((value) => (value === null ? [] : [Math.fround(value)])).sort((a, b) => a - b);
  const getQuantile = (part: number) => known[Math.ceil((known.length - 1) * part)] ?? 0;
  const edges = known.length > 0 ? [...new Set(Array.from({ length: 9 }, (_, i) => getQuantile((i + 1) / 10)))] : [];
  const counts = new Array(edges.length + 1).fill(0);
  for (const value of known) counts[edges.filter((edge) => edge <= value).length] += 1;
  return { edges, shares: counts.map((count) => count / values.length), unknown: 1 - known.length / values.length };
}

function computeCategoryBaseline(values: (string | null)[]): FeatureBaseline {
  const counts = new Map<string, number>();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1]);
  const known = kept.reduce((sum, [, count]) => sum + count, 0);
  const shares = [...kept.map(([, count]) => count / values.length), 0];
  return { words: kept.map(([word]) => word), shares, unknown: 1 - known / values.length };
}

/** Registers a model without files, named after the lender. */
export const registerLenderModel = (harness: DailyHarness, lender: string): Promise<void> =>
  insertModel(harness.lambdas.db.superuser, { version: lender, stage: 'candidate' });

/**
 * Scores the open applications of lenders with this prefix by the model of that name.
 * @returns the number of scores
 */
export async function scoreOpenApplications(harness: DailyHarness, day: string, lenders: string): Promise<number> {
  const scored = await harness.query(
    `insert into predictions.risk_scores (prediction_id, application_id, customer_id, source, as_of, features_as_of,
      run_id, features, lineage, model_version, model_sha256, policy_version, pd, raw, score, band, decision,
      decided_by, lgd, ead, expected_loss, requested_by)
    select gen_random_uuid(), application_id, customer_id, 'batch', as_of, as_of, run_id, features, '{}', $2, 'x',
      '2026-11-01', pd, pd, 600, case when pd < 0.3 then 'A' else 'E' end, 'approve', 'score', 0.45, 0, 0, 'test'
    from (${selectSnapshots('analytics.current_features', "as_of = $3::date and customer_id like $2 || '%'")}) open
    returning prediction_id`,
    [MODEL_INPUTS, lenders, day],
  );
  return scored.length;
}
