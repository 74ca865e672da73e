/** Generates a million stored decisions in SQL, with the stored features of their run and the outcomes of a fifth. */
import type { Client } from 'pg';
import {
  GENERATED_MODEL,
  insertGeneratedScores,
  registerGeneratedModel,
} from '../../testing/lenders/generated-scores.ts';

const RUN = '00000000-0000-7000-8000-000000000001';
const LATER_RUN = '00000000-0000-7000-8000-000000000002';
export const FIRST_DAY = '2026-01-01';
export const LAST_DAY = '2026-03-31';
const DAYS = 90;
const OUTCOME_DAY = '2026-10-01';
/** As the parts of the daily scoring. */
const TRANSACTION_ROWS = 50_000;

export async function makeDecisions(client: Client, rows: number): Promise<void> {
  await registerGeneratedModel(client);
  await client.query(
    `update predictions.model_metadata set manifest = manifest || '{"inputs": {"num": [], "cat": []}}'`,
  );
  await publishRun(client, RUN, FIRST_DAY);
  for (let from = 0; from < rows; from += TRANSACTION_ROWS) {
    await insertGeneratedScores(client, {
      ...{ applications: Math.min(TRANSACTION_ROWS, rows - from), from: FIRST_DAY, days: DAYS },
      ...{ prefix: `p${from}-`, model: GENERATED_MODEL, run_id: RUN },
    });
  }
  await client.query(INSERT_FEATURES);
  await publishRun(client, LATER_RUN, OUTCOME_DAY);
  await client.query(INSERT_OUTCOMES);
  await client.query('analyze');
  // Otherwise it runs while the simulation is measured.
  await client.query('checkpoint');
}

async function publishRun(client: Client, run_id: string, as_of: string): Promise<void> {
  await client.query(
    `insert into analytics.runs (run_id, as_of, execution_id, state, opened_at) values (cast($1 as uuid), cast($2 as date), cast(cast($1 as uuid) as text), 'published', cast($2 as date))`,
    [run_id, as_of],
  );
  // After the decisions, so that outcomes count for them.
  await client.query(
    'insert into analytics.publications (run_id, as_of, published_at, rows) values ($1, $2, clock_timestamp(), 0)',
    [run_id, as_of],
  );
}

const INSERT_FEATURES = `
insert into analytics.risk_features (application_id, customer_id, as_of, run_id, partition, age_years, amount, purpose,
  employment_status, residence_status, fairness)
select application_id, customer_id, features_as_of, run_id, abs(hashtext(customer_id)) % 16,
  (features ->> 'age_years')::double precision, ead, features ->> 'purpose', features ->> 'employment_status',
  features ->> 'residence_status',
  jsonb_build_object('sex', (array['f', 'm'])[1 + abs(hashtext(application_id)) % 2], 'marital_status', 'single',
    'age_group', (array['25 to 34', '35 to 44', '45 to 54'])[1 + abs(hashtext(application_id)) % 3])
from predictions.risk_scores`;

const INSERT_OUTCOMES = `
insert into staging.loan_applications (application_id, customer_id, valid_from, applied_at, amount, status, defaulted,
  outcome_date, attributes, run_id, source_file, source_line, loaded_at)
select application_id, customer_id, date '${OUTCOME_DAY}', as_of, ead, 'closed', random() < pd, date '${OUTCOME_DAY}',
  '{}', '${LATER_RUN}', 'f', 1, now()
from predictions.risk_scores where hashtext(application_id) % 5 = 0`;
