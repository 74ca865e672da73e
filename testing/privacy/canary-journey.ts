/**
 * Leads the canary person through the system: deliveries that are published and refused, statements that fail, scores, a
 * training set, calls of the API, a batch, and reports. Says what the workflows passed on and which errors came.
 */
import { expect } from '@jest/globals';
import { landingKey, manifestKey } from '../../lambdas/shared/object-keys.ts';
import { buildLambdaContext, buildServiceClaims, callApi } from '../api/gateway-event.ts';
import { buildCanaryDay, CANARY, CANARY_APPLICATION, CANARY_ATTRIBUTES, CANARY_ID } from '../lenders/canary-lender.ts';
import { startBatchHarness } from '../workflows/batch-harness.ts';
import { type DailyHarness, LANDING_BUCKET } from '../workflows/daily-harness.ts';
import { readNestedHistories } from '../workflows/execute-state-machine.ts';
import { REPORT_BUCKET, WORK_BUCKET } from '../workflows/lambda-harness.ts';
import { dropRawFiles, INBOX_DAY, importRawFile } from './canary-raw-files.ts';

const DAYS = ['2005-10-01', '2005-11-01'];
const REFUSED_DAY = '2005-12-01';

/** What the journey leaves outside the stores. */
export interface CanaryTraces {
  /** Input, output and history of each workflow. */
  histories: string[];
  /** Errors as a function would log them. */
  errors: string[];
}

export async function runCanaryJourney(harness: DailyHarness): Promise<CanaryTraces> {
  const traces: CanaryTraces = { histories: [], errors: [] };
  for (const day of DAYS) {
    await harness.land(day, buildCanaryDay(day), 'delta', CANARY_ATTRIBUTES);
    await runDay(harness, traces, day, { output: { outcome: 'published' } });
  }
  await dropRawFiles(harness, traces);
  await runDay(harness, traces, INBOX_DAY, { output: { outcome: 'published' } });
  await refuseDeliveries(harness, traces);
  await failStatements(harness, traces);
  await scorePortfolio(harness, traces);
  await exportTrainingSet(harness);
  await callPredict(harness);
  await scoreFiles(harness);
  await importRawFile(harness, traces);
  await createReports(harness);
  return traces;
}

async function runDay(harness: DailyHarness, traces: CanaryTraces, day: string, outcome: object): Promise<void> {
  harness.lambdas.useRole('risk_etl');
  const result = await harness.run({ up_to: day });
  traces.histories.push(JSON.stringify([result, readNestedHistories('execution')]));
  expect(result).toMatchObject(outcome);
}

/** Deliveries with the person's values in the manifest, instead of the manifest, and in the place of a header. */
async function refuseDeliveries(harness: DailyHarness, traces: CanaryTraces): Promise<void> {
  const { put } = harness.lambdas;
  const refused = { error: 'DeliveryRefused' };
  await put(LANDING_BUCKET, manifestKey(REFUSED_DAY), JSON.stringify({ as_of: CANARY.full_name, tables: CANARY }));
  await runDay(harness, traces, REFUSED_DAY, refused);
  await put(LANDING_BUCKET, manifestKey(REFUSED_DAY), `${CANARY.national_id},${CANARY.full_name}\n`);
  await runDay(harness, traces, REFUSED_DAY, refused);
  await harness.land(REFUSED_DAY, { customers: `${CANARY_ID},${Object.values(CANARY).join(',')}\n` });
  await runDay(harness, traces, REFUSED_DAY, refused);
  await put(LANDING_BUCKET, landingKey(REFUSED_DAY, 'note.txt'), CANARY.address);
}

/** What a fault of our code could send: values of the person in statements that fail, and whose errors repeat them. */
async function failStatements(harness: DailyHarness, traces: CanaryTraces): Promise<void> {
  const failing: [sqlState: string, sql: string, value: string][] = [
    ['22007', 'select cast(cast(:value as text) as date)', CANARY.full_name],
    ['22P02', 'select cast(cast(:value as text) as json)', CANARY.address],
    ['23505', 'insert into made select cast(:value as text) from generate_series(1, 2)', CANARY.national_id],
    ['23514', 'insert into made values (cast(:value as text) || :value)', CANARY.phone],
    ['P0001', "do $$ begin raise exception '%', current_setting('test.value'); end $$", CANARY.email],
  ];
  for (const [sqlState, sql, value] of failing) {
    const error = await harness.lambdas.db
      .connect('risk_etl')
      .transaction(async (tx) => {
        await tx.execute('create temporary table made (v text primary key check (length(v) < 20)) on commit drop');
        await tx.query("select set_config('test.value', :value, true) is null as unset", { value });
        await tx.execute(sql, sql.includes(':value') ? { value } : {});
      })
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'DatabaseError', sqlState });
    traces.errors.push(`${error.stack} ${JSON.stringify(error)}`);
  }
}

async function scorePortfolio(harness: DailyHarness, traces: CanaryTraces): Promise<void> {
  harness.lambdas.useRole('risk_etl');
  const [prepare, scorePart, store] = await Promise.all([
    import('../../lambdas/scoring/prepare-scoring.lambda.ts'),
    import('../../lambdas/scoring/score-part.lambda.ts'),
    import('../../lambdas/scoring/store-scores.lambda.ts'),
  ]);
  const context = buildLambdaContext();
  const prepared = (await prepare.handler({ run_id: null, execution_id: 'arn:e:scoring:e1' }, context)) as {
    parts: object[];
  };
  for (const part of prepared.parts) {
    const scored = await scorePart.handler({ ...prepared, part }, context);
    await store.handler({ ...prepared, part: scored }, context);
  }
  traces.histories.push(JSON.stringify(prepared));
}

/** The files of a training, which needs outcomes of 200 applications; the lender has 101. */
async function exportTrainingSet(harness: DailyHarness): Promise<void> {
  const { exportTrainingSet: exportRows } = await import('../../lambdas/training/training-set/export-training-set.ts');
  const { trainingConfiguration } = await import('../../lambdas/training/contract/configuration.ts');
  const { readDefaultPolicy } = await import('../../lambdas/shared/serving/read-serving.ts');
  const { createObjectStore } = await import('../../lambdas/shared/aws/object-store.ts');
  const { db, ministack } = harness.lambdas;
  const result = await exportRows(
    {
      database: db.connect('risk_training'),
      store: createObjectStore(ministack.client),
      exportLocation: { bucket: WORK_BUCKET, region: 'eu-west-1', kms_key: ministack.keyArn },
      policy: await readDefaultPolicy(db.connect('risk_training')),
      configuration: { ...trainingConfiguration, minimum: { outcomes: 50, per_class: 6 } },
    },
    'canary-training',
  );
  expect(result.outcome).toBe('exported');
}

async function callPredict(harness: DailyHarness): Promise<void> {
  harness.lambdas.useRole('risk_api_score');
  const { predictHandler } = await import('../../lambdas/prediction-api/predict.lambda.ts');
  const api = predictHandler();
  const claims = buildServiceClaims('risk/score');
  const bodies: [status: number, body: unknown][] = [
    [200, { application_id: CANARY_APPLICATION }],
    [404, { application_id: CANARY.full_name }],
    [422, { application_id: CANARY_APPLICATION, national_id: CANARY.national_id }],
    [422, { customer_id: CANARY_ID, application: { amount: CANARY.phone } }],
    [400, `{ "application_id": "${CANARY.full_name}`],
  ];
  for (const [status, body] of bodies) {
    const answer = await callApi(api, { method: 'POST', resource: '/v1/predict', body, claims });
    expect([body, answer.status]).toEqual([body, status]);
  }
  const list = {
    items: [{ application_id: CANARY_APPLICATION }, { application_id: 'a2' }, { application_id: CANARY.email }],
  };
  const headers = { 'Idempotency-Key': 'list-1' };
  const listed = await callApi(api, { method: 'POST', resource: '/v1/predict/batch', body: list, headers, claims });
  expect(listed.status).toBe(200);
}

async function scoreFiles(harness: DailyHarness): Promise<void> {
  const batches = await startBatchHarness(harness.lambdas);
  const lines = [CANARY_APPLICATION, CANARY.full_name, `"${CANARY.address}`, CANARY.email];
  expect(await batches.scoreFile(`application_id\n${lines.join('\n')}\n`)).toMatchObject({ state: 'done' });
  expect(await batches.scoreFile(`${CANARY.full_name},${CANARY.national_id}\n1,2\n`)).toMatchObject({
    state: 'refused',
  });
}

async function createReports(harness: DailyHarness): Promise<void> {
  harness.lambdas.useRole('risk_monitoring');
  const refresh = await import('../../lambdas/reporting/refresh-reporting.lambda.ts');
  await refresh.handler({}, buildLambdaContext());
  Object.assign(process.env, { REPORT_BUCKET, REPORT_TOPIC_ARN: 'arn:none', NAME_PREFIX: 'risk-test' });
  harness.lambdas.useRole('risk_reporting');
  const { handler } = await import('../../lambdas/reporting/portfolio-report.lambda.ts');
  await handler({ announces: false }, buildLambdaContext());
}
