/** Generates scores in SQL, a million in seconds, for tests that compare reports with a query over the scores. */
import type { Client } from 'pg';
import { DEFAULT_SCORE_SCALE } from '../../lambdas/shared/model/score-scale.ts';
import { insertRows } from '../database/rows.ts';
import { getSeedPolicy } from '../policies/seed-policies.ts';

export const GENERATED_MODEL = '20260101T000000Z-00000000';

export interface GeneratedScores {
  applications: number;
  /** First as-of date; the applications are spread over the days. */
  from: string;
  days: number;
  /** Prefix of the application ids, so that two calls generate different ones. */
  prefix?: string;
  /** Another seed gives other values. */
  seed?: number;
  source?: 'api' | 'batch';
  /** Version of the model that scored. */
  model?: string;
  /** Run whose features were used. */
  run_id?: string | null;
}

const POLICY = getSeedPolicy('2026-11-01');
const { base, odds, pdo, min, max } = POLICY.score ?? DEFAULT_SCORE_SCALE;

const HOLDOUT = {
  ...{ auc: 0.75, gini: 0.5, ks: 0.4, brier: 0.15, ece: 0.01, log_loss: 0.4, accuracy: 0.8, precision: 0.5 },
  ...{ recall: 0.4, f1: 0.44, confusion: { tn: 70, fp: 10, fn: 10, tp: 10 } },
};

/** Registers a model of generated scores. */
export async function registerGeneratedModel(
  client: Client,
  { version = GENERATED_MODEL, stage = 'champion' }: { version?: string; stage?: string } = {},
): Promise<void> {
  await insertRows(client, 'predictions.model_metadata', [
    {
      version,
      kind: 'logistic_regression',
      stage,
      onnx_key: 'models/made/model.onnx',
      onnx_sha256: '0'.repeat(64),
      size_bytes: 1,
      manifest: {
        version,
        features: [],
        metrics: { holdout: HOLDOUT, cv: { auc_mean: 0.75, auc_std: 0.01 } },
      },
      job_name: `made ${version}`,
      stage_reasons: [],
      gates: [],
      registered_at: '2026-01-01',
      stage_changed_at: '2026-01-01',
    },
  ]);
}

/** Inserts one score per application. Its features include those that report dimensions read. */
export async function insertGeneratedScores(client: Client, made: GeneratedScores): Promise<void> {
  const { applications, from, days, prefix = 'a', seed = 0, source = 'batch', model = GENERATED_MODEL } = made;
  const { run_id = null } = made;
  await client.query(INSERT_SCORES, [applications, from, days, prefix, seed, source, model, run_id]);
}

/** SQL expression that is uniform in 0 to 1 and depends on application, name and seed alone. */
const buildRandomExpression = (name: string) =>
  `((hashtextextended('${name}' || n, $5) & 2147483647)::double precision / 2147483648)`;

const INSERT_SCORES = `
insert into predictions.risk_scores (
  prediction_id, application_id, customer_id, source, as_of, features_as_of, features, lineage, model_version, model_sha256,
  policy_version, pd, raw, score, band, decision, decided_by, lgd, ead, expected_loss, requested_by, scored_at, run_id
)
select gen_random_uuid(), $4 || n, $4 || 'c' || n, $6, day, day,
  jsonb_build_object(
    'age_years', case when unknown < 0.05 then null else 18 + age * 60 end, 'credit_score', 400 + (1 - pd) * 400,
    'utilisation', utilisation * 1.2, 'months_past_due_1', floor(late * 5) - 1, 'months_past_due_max_6m', floor(late * 6) - 1,
    'payment_ratio_mean_6m', utilisation, 'amount', ead, 'term_months', (array[12, 24, 36, 60])[1 + floor(age * 4)],
    'annual_income', 15000 + income * 90000, 'debt_to_income', late * 0.8, 'loan_to_value', null,
    'employment_years', age * 20, 'purpose', (array['car', 'home', 'debt', 'other'])[1 + floor(income * 4)],
    'employment_status', (array['employed', 'self_employed', 'retired'])[1 + floor(late * 3)],
    'residence_status', (array['owner', 'tenant'])[1 + floor(age * 2)], 'education_level', null
  ) || (select jsonb_object_agg('input_' || i, utilisation * i) from generate_series(1, 30) i),
  '{}', $7, repeat('0', 64), '${POLICY.version}', pd, pd, score,
  case when pd < 0.03 then 'A' when pd < 0.08 then 'B' when pd < 0.15 then 'C' when pd < 0.3 then 'D' else 'E' end,
  case when pd < 0.15 then 'approve' when pd < 0.3 then 'refer' else 'decline' end, 'score', 0.45, ead,
  round((pd * 0.45 * ead)::numeric, 2), 'made', clock_timestamp(), cast($8 as uuid)
from (
  select n, cast($2 as timestamp) + make_interval(days => (n % $3)::integer) as day, pd, age, utilisation, late, income,
    unknown, round((500 + income * 20000)::numeric, 2) as ead,
    least(${max}, greatest(${min}, round(${base} + ${pdo} / ln(2) * (ln((1 - pd) / pd) - ln(${odds})))))::integer as score
  from (
    select n, 0.005 + 0.6 * power(${buildRandomExpression('pd')}, 3) as pd, ${buildRandomExpression('age')} as age, ${buildRandomExpression('use')} as utilisation,
      ${buildRandomExpression('late')} as late, ${buildRandomExpression('income')} as income, ${buildRandomExpression('unknown')} as unknown
    from generate_series(1, $1::integer) n
  ) drawn
) made`;
