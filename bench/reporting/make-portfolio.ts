/** Generates a portfolio of a large lender in SQL: scores, overrides, outcomes, runs and monitoring results. */
import type { Client } from 'pg';
import {
  GENERATED_MODEL,
  insertGeneratedScores,
  registerGeneratedModel,
} from '../../testing/lenders/generated-scores.ts';

const FIRST_DAY = '2024-04-01';
/** Day from which the second model scores. */
const SECOND_DAY = '2025-04-01';
export const SECOND_MODEL = '20250401T000000Z-00000000';
/** Each model's scores are of a year. */
const DAYS_OF_MODEL = 365;
/** Day of the first run, and the runs until the newest scores. */
const FIRST_RUN_DAY = '2026-01-01';
const RUNS = 90;

/**
 * Inserts one score per application, spread over the days, half by each of two models; a hundredth is overridden, a
 * fifth has an outcome.
 */
export async function makePortfolio(client: Client, applications: number): Promise<void> {
  await registerGeneratedModel(client);
  await registerGeneratedModel(client, { version: SECOND_MODEL, stage: 'retired' });
  const half = { applications: Math.round(applications / 2), days: DAYS_OF_MODEL };
  await insertGeneratedScores(client, { ...half, from: FIRST_DAY, model: SECOND_MODEL });
  await insertGeneratedScores(client, { ...half, from: SECOND_DAY, prefix: 'b' });
  for (const statement of STATEMENTS) await client.query(statement);
  await client.query('analyze');
}

/** Overrides referred applications that no person has decided yet. */
export async function overrideScores(client: Client, applications: number): Promise<void> {
  await client.query(
    `insert into predictions.overrides (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
     select gen_random_uuid(), prediction_id, 'decline', decision, 'a good reason', 'jo', 'people'
     from predictions.risk_scores where decision = 'refer' and hashtext(application_id) % 10 <> 0 limit $1`,
    [applications],
  );
}

const STATEMENTS = [
  `insert into predictions.overrides
     (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
   select gen_random_uuid(), prediction_id, 'approve', decision, 'a good reason', 'jo', 'people'
   from predictions.risk_scores where decision = 'refer' and hashtext(application_id) % 10 = 0`,
  // The newest run ends after every score was made: an outcome counts for the scores before its publication.
  `insert into analytics.runs (run_id, as_of, execution_id, state, opened_at, closed_at)
   select gen_random_uuid(), date '${FIRST_RUN_DAY}' + n, 'execution ' || n, 'published', now() - make_interval(days => ${RUNS - 1} - n),
     now() - make_interval(days => ${RUNS - 1} - n) + interval '5 minutes'
   from generate_series(0, ${RUNS - 1}) n`,
  `insert into analytics.publications (run_id, as_of, published_at, rows)
   select run_id, as_of, closed_at, 10000 from analytics.runs`,
  `insert into staging.loan_applications (application_id, customer_id, valid_from, applied_at, amount, status, defaulted,
     outcome_date, attributes, run_id, source_file, source_line, loaded_at)
   select application_id, customer_id, date '${FIRST_RUN_DAY}' + ${RUNS - 1}, as_of, ead, 'closed', random() < pd,
     date '${FIRST_RUN_DAY}' + ${RUNS - 1}, '{}', (select run_id from analytics.runs order by as_of desc limit 1), 'f', 1, now()
   from predictions.risk_scores where as_of < date '${FIRST_RUN_DAY}' + ${RUNS - 5} and hashtext(application_id) % 5 = 0`,
  `insert into staging.loads (run_id, table_name, file, sha256, size_bytes, mode, rows_delivered, rows_rejected_unparsed,
     prepared_at)
   select run_id, 'loan_applications', 'file' || n, repeat('a', 64), 1000000, 'delta', 100000, 0, opened_at
   from analytics.runs, generate_series(1, 8) n`,
  `insert into staging.rejected_rows (run_id, table_name, file, line, reason)
   select run_id, 'loan_applications', 'file' || 1 + n % 8, n, (array['bad_number', 'bad_date', 'unknown_customer'])[1 + n % 3]
   from analytics.runs, generate_series(1, 1000) n`,
  `insert into analytics.quality_results (run_id, check_name, severity, failed_rows, total_rows, pass, description)
   select run_id, 'check ' || n, 'warn', 3, 100000, true, 'Looks for it' from analytics.runs, generate_series(1, 150) n`,
  `insert into analytics.run_stages (run_id, position, stage, state, started_at, ended_at)
   select run_id, n, (array['verify', 'prepare', 'import', 'features', 'quality', 'publish', 'score'])[n], 'done',
     opened_at, closed_at from analytics.runs, generate_series(1, 7) n`,
  `insert into analytics.monitoring_results (as_of, model_version, kind, subject, metric, value, baseline, bound, rows,
     level, detail)
   select date '${FIRST_RUN_DAY}' + day, '${GENERATED_MODEL}', case n when 0 then 'score_drift' else 'feature_drift' end,
     case n when 0 then 'score' else 'input_' || n end, 'psi', random() / 5, null, 0.25, 10000, 'ok',
     jsonb_build_object('bins', (select jsonb_agg(jsonb_build_object('label', 'bin ' || b, 'baseline', 0.1, 'current', 0.1))
       from generate_series(1, 11) b))
   from generate_series(0, ${RUNS - 1}) day, generate_series(0, 60) n`,
  `insert into analytics.monitoring_results (as_of, model_version, kind, subject, metric, value, baseline, rows, level,
     detail)
   select date '${FIRST_RUN_DAY}' + day, '${GENERATED_MODEL}', 'performance', 'realised', metric, 0.7, 0.7, 10000, 'ok',
     '{"defaults": 1000, "calibration": []}'
   from generate_series(0, ${RUNS - 1}) day, unnest(array['auc', 'ks', 'brier', 'ece', 'bad_rate']) metric`,
  `insert into analytics.monitoring_results (as_of, model_version, kind, subject, metric, value, baseline, rows, level,
     detail)
   select date '${FIRST_RUN_DAY}' + day, '${GENERATED_MODEL}', 'band_performance', band, 'bad_rate', 0.1, 0.1, 10000, 'ok',
     '{"defaults": 1000}'
   from generate_series(0, ${RUNS - 1}) day, unnest(array['A', 'B', 'C', 'D', 'E']) band`,
  `insert into reporting.model_importances (model_version, feature, label, permutation_auc, mean_abs_shap)
   select '${GENERATED_MODEL}', 'input_' || n, 'Input ' || n, random() / 50, random() from generate_series(1, 60) n`,
];
