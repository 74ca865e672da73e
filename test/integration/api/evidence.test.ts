/** Stored predictions: their evidence, replay and overrides, against the real database. */

import { v7 } from 'uuid';
import { Override, PredictionEvidence, Replay } from '../../../lambdas/prediction-api/contract/schemas/evidence.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { loadExplainableModel } from '../../../lambdas/shared/model/load-model.ts';
import { runGraph } from '../../../lambdas/shared/model/run-graph.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildPersonClaims, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { readRolesOf } from '../../../testing/api/person-roles.ts';
import { buildRunId, insertRows } from '../../../testing/database/rows.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { getSeedPolicy, SEED_VERSION } from '../../../testing/policies/seed-policies.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

const description = { num: { amount: { median: 0, weight: 0.0001 } }, cat: { purpose: { car: 1 } }, intercept: -3 };
/** Everybody else is in no group of the user pool. test/attacks/forged-tokens.test.ts asks a real one. */
const PEOPLE = { jo: ['underwriter'], kim: ['underwriter'], al: ['analyst'] } as const;
/** The user name of somebody who signs in with an e-mail address. */
const PERSON = '0190a1b2-0000-7000-8000-00000000cafe';
const UNKNOWN = '01900000-0000-7000-8000-00000000dead';

let harness: LambdaHarness;
let champion: TinyModel;
let read: ApiHandler;
let replayHandler: () => ApiHandler;
let predicted: string;

beforeAll(async () => {
  harness = await startLambdaHarness();
  champion = await buildTinyModel(description);
  await harness.promote(champion);
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, [
    { id: 'a1', features: { amount: 12_345.67, purpose: 'car' } },
  ]);
  harness.useRole('risk_api_score');
  const { predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts');
  const call = { method: 'POST' as const, resource: '/v1/predict', body: { application_id: 'a1' } };
  predicted = (await callApi(predictHandler(), { ...call, claims: buildServiceClaims('risk/score') })).body
    .prediction_id;
  harness.useRole('risk_api_read');
  const { readHandler } = await import('../../../lambdas/prediction-api/read.lambda.ts');
  ({ replayHandler } = await import('../../../lambdas/prediction-api/replay.lambda.ts'));
  read = readHandler(readRolesOf(PEOPLE), async (name) => (name === 'jo' || name === PERSON ? 'Jo Marsh' : null));
});
afterAll(() => harness?.stop());

const buildCall = (resource: string, prediction_id: string, more: Partial<ApiCall> = {}): ApiCall => ({
  ...{ resource: `/v1/predictions/{prediction_id}${resource}`, path: { prediction_id } },
  ...{ claims: buildServiceClaims('risk/read') },
  ...more,
});
const readEvidence = (id: string, more?: Partial<ApiCall>) => callApi(read, buildCall('', id, more));
const replay = (id: string, more?: Partial<ApiCall>) =>
  callApi(replayHandler(), buildCall('/replay', id, { method: 'POST', ...more }));
const jo = buildPersonClaims('jo', 'risk/review');
const override = (id: string, body: unknown, claims: ApiCall['claims'] = jo, headers = {}) =>
  callApi(read, buildCall('/override', id, { method: 'POST', body, claims, headers }));
const approval = { decision: 'approve', reason: 'Income was proven by hand: payslips of three months.' };

/** Stores scores of a thousand different applicants as the daily scoring does. */
async function storeThousand(): Promise<string[]> {
  const { reference, onnx, manifestText } = champion;
  const model = await loadExplainableModel(reference, async (_, file) => (file === 'model.onnx' ? onnx : manifestText));
  const applicants = Array.from({ length: 1000 }, (_, i) => ({
    ...{ amount: i % 7 === 0 ? i : 97.31 * i, purpose: i % 3 === 0 ? null : 'car', age_years: 15 + (i % 60) },
    ...{ debt_to_income: i % 5 === 0 ? null : i / 1500, loan_to_value: i % 2 === 0 ? null : i / 700 },
    months_past_due_1: (i % 11) - 7,
  }));
  const { pd, raw } = await runGraph(model, applicants);
  const rows = applicants.map((features, i) => ({
    ...{
      prediction_id: v7(),
      application_id: `many-${i}`,
      customer_id: `c${i}`,
      source: 'batch',
      run_id: buildRunId(1),
    },
    ...{ as_of: '2005-10-01', features_as_of: '2005-10-01', features, lineage: {}, requested_by: 'scoring/1' },
    ...{ model_version: reference.version, model_sha256: reference.sha256, policy_version: SEED_VERSION },
    ...{ raw: raw[i], ...decide(getSeedPolicy(), pd[i] ?? Number.NaN, features) },
  }));
  expect(new Set(rows.map(({ decision }) => decision))).toEqual(new Set(['approve', 'refer', 'decline']));
  await insertRows(harness.db.superuser, 'predictions.risk_scores', rows);
  return rows.map(({ prediction_id }) => prediction_id);
}

/** Stores a copy of the prediction with other values, because stored rows cannot be changed. */
async function storeChangedCopy(changes: Record<string, unknown>): Promise<string> {
  const { rows } = await harness.db.superuser.query(
    `insert into predictions.risk_scores
     select (jsonb_populate_record(s, jsonb_build_object('prediction_id', gen_random_uuid()) || $2::jsonb)).*
     from predictions.risk_scores s where prediction_id = $1 returning prediction_id`,
    [predicted, JSON.stringify(changes)],
  );
  return rows[0].prediction_id;
}

describe('a stored prediction', () => {
  test('is returned with features, lineage, model, policy and requester', async () => {
    const { status, body } = await readEvidence(predicted);
    expect(status).toBe(200);
    expect(PredictionEvidence.parse(body)).toMatchObject({
      ...{ prediction_id: predicted, application_id: 'a1', source: 'api', requested_by: 'client-1' },
      ...{ run_id: buildRunId(1), as_of: '2005-10-01T00:00:00.000Z', model_sha256: champion.reference.sha256 },
      ...{ model_version: champion.reference.version, policy_version: SEED_VERSION },
      features: { amount: 12_345.67, purpose: 'car', debt_to_income: null },
      lineage: { run_id: buildRunId(1), files: [{ table: 'loan_applications', sha256: 'a'.repeat(64) }] },
      ...{ override: null, currency: null, requester_name: null },
    });
  });

  test('has the currency that its run declares', async () => {
    const declare = (currency: string | null) =>
      harness.db.superuser.query('update analytics.runs set currency = $2 where run_id = $1', [
        buildRunId(1),
        currency,
      ]);
    await declare('TWD');
    expect((await readEvidence(predicted)).body.currency).toBe('TWD');
    await declare(null);
  });

  test('names the person who requested it', async () => {
    const copy = await storeChangedCopy({ requested_by: PERSON });
    const { body } = await readEvidence(copy, { claims: buildPersonClaims('kim', 'risk/read') });
    expect([body.requested_by, body.requester_name]).toEqual([PERSON, 'Jo Marsh']);
  });

  test('is 404 for an unknown id, 400 for an invalid one, 403 without the scope, 401 without a token', async () => {
    const answers = [
      await readEvidence(UNKNOWN),
      await readEvidence('7'),
      await readEvidence(predicted, { claims: buildServiceClaims('risk/score') }),
      await readEvidence(predicted, { claims: null }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 403, 401]);
    expect(answers[0]?.body.type).toBe('urn:risk:problem:unknown-prediction');
  });
});

describe('a replay', () => {
  test('reproduces the prediction, also after another model was promoted', async () => {
    await harness.promote(await buildTinyModel({ ...description, intercept: 1, version_time: '20260102T000000Z' }));
    const { status, body } = await replay(predicted);
    expect(status).toBe(200);
    expect(Replay.parse(body)).toMatchObject({
      ...{ prediction_id: predicted, reproduced: true, differences: [] },
      ...{ model_version: champion.reference.version, policy_version: SEED_VERSION },
    });
    expect(body.replayed).toEqual(body.stored);
  });

  test('reproduces a thousand predictions', async () => {
    const handler = replayHandler();
    const ids = (await storeThousand()).values();
    const replays: unknown[] = [];
    const worker = async () => {
      for (const id of ids) {
        const { body } = await callApi(handler, buildCall('/replay', id, { method: 'POST' }));
        replays.push([body.reproduced, body.differences]);
      }
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    expect(replays).toEqual(Array.from({ length: 1000 }, () => [true, []]));
  });

  test('stores nothing', async () => {
    const count = async () => (await harness.db.superuser.query('select from predictions.risk_scores')).rowCount;
    const before = await count();
    await replay(predicted);
    expect(await count()).toBe(before);
  });

  test('lists every difference with both values', async () => {
    const id = await storeChangedCopy({ pd: 0.01, score: 850, band: 'A', decision: 'approve' });
    const { body } = await replay(id);
    expect(body.reproduced).toBe(false);
    const fields = body.differences.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(['pd', 'score', 'band', 'decision']);
    expect(body.differences[0]).toEqual({ field: 'pd', stored: 0.01, replayed: body.replayed.pd });
  });

  test('is 503 when the model file is not the one that scored', async () => {
    await harness.put(MODEL_BUCKET, champion.reference.key, Buffer.concat([champion.onnx, Buffer.from('!')]));
    const corrupt = await replay(predicted);
    await harness.put(MODEL_BUCKET, champion.reference.key, champion.onnx);
    expect([corrupt.status, corrupt.body.type]).toEqual([503, 'urn:risk:problem:model-unavailable']);
    expect((await replay(await storeChangedCopy({ model_sha256: 'f'.repeat(64) }))).status).toBe(503);
    expect((await replay(predicted)).status).toBe(200);
  });

  test('has the statuses 404, 400, 403 and 401 as a read has', async () => {
    const statuses = [
      await replay(UNKNOWN),
      await replay('7'),
      await replay(predicted, { claims: buildServiceClaims('risk/score') }),
      await replay(predicted, { claims: null }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 400, 403, 401]);
  });
});

describe('an override', () => {
  test('is stored with both decisions, person and reason, and the newest one is shown', async () => {
    const { decision: policyDecision } = (await readEvidence(predicted)).body;
    const first = await override(predicted, approval);
    expect(first.status).toBe(200);
    expect(Override.parse(first.body)).toMatchObject({ ...approval, overruled: policyDecision, decided_by: 'jo' });
    const rejection = { decision: 'decline', reason: 'The payslips turned out to be forged.' };
    const second = await override(predicted, rejection, buildPersonClaims('kim', 'risk/review'));
    expect(second.body).toMatchObject({ ...rejection, overruled: 'approve', decided_by: 'kim' });
    expect([first.body.reviewer, second.body.reviewer]).toEqual([
      { name: 'Jo Marsh', id: 'jo' },
      { name: null, id: 'kim' },
    ]);
    const { body } = await readEvidence(predicted, { claims: buildPersonClaims('kim', 'risk/read') });
    expect(PredictionEvidence.parse(body)).toMatchObject({ decision: policyDecision, override: second.body });
    const listReviewers = (evidence: typeof body) =>
      evidence.overrides.map((row: { reviewer: unknown }) => row.reviewer);
    expect(listReviewers(body)).toEqual([
      { name: null, id: 'kim' },
      { name: 'Jo Marsh', id: 'jo' },
    ]);
    const { body: forMachine } = await readEvidence(predicted);
    expect(listReviewers(forMachine)).toEqual([
      { name: null, id: 'kim' },
      { name: null, id: 'jo' },
    ]);
    const { rows } = await harness.db.superuser.query(
      `select actor, subject, detail ->> 'decision' as decision from audit.events
       where action = 'prediction.overridden' order by event_id`,
    );
    expect(rows).toEqual([
      { actor: 'jo', subject: predicted, decision: 'approve' },
      { actor: 'kim', subject: predicted, decision: 'decline' },
    ]);
  });

  test('is 403 for a machine or a person without the role, 401 without a token', async () => {
    const before = await countOverrides();
    for (const claims of [
      buildServiceClaims('risk/review'),
      buildPersonClaims('al', 'risk/review'),
      buildPersonClaims('al', 'risk/read', 'underwriter'),
    ]) {
      expect((await override(predicted, approval, claims)).status).toBe(403);
    }
    expect((await override(predicted, approval, null)).status).toBe(401);
    expect(await countOverrides()).toBe(before);
  });

  test.each([
    [404, UNKNOWN, approval],
    [400, '7', approval],
    [400, UNKNOWN, '{'],
    [413, UNKNOWN, { ...approval, reason: 'x'.repeat(70_000) }],
    [422, UNKNOWN, { decision: 'maybe', reason: approval.reason }],
    [422, UNKNOWN, { decision: 'approve' }],
    [422, UNKNOWN, { decision: 'approve', reason: 'because' }],
    [422, UNKNOWN, { decision: 'approve', reason: 'Income was \u202enevorp\u202c by hand.' }],
    [422, UNKNOWN, { ...approval, decided_by: 'somebody else' }],
  ])('%d: prediction %s, body %j', async (status, id, body) => {
    expect((await override(id, body)).status).toBe(status);
  });

  test('is stored once for fifty equal requests with one key at once, and returned again later', async () => {
    const [overridesBefore, eventsBefore] = [await countOverrides(), await countAuditEvents()];
    const overrideWithKey = (body: unknown, claims = jo) =>
      override(predicted, body, claims, { 'Idempotency-Key': 'k-1' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => overrideWithKey(approval)));
    const otherBody = { decision: 'decline', reason: 'Another thought came up.' };
    expect((await override(predicted, otherBody)).status).toBe(200);
    answers.push(await overrideWithKey(approval));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect([await countOverrides(), await countAuditEvents()]).toEqual([
      (overridesBefore ?? 0) + 2,
      (eventsBefore ?? 0) + 2,
    ]);
    const reused = await overrideWithKey(otherBody);
    expect([reused.status, reused.body.type]).toEqual([422, 'urn:risk:problem:idempotency-key-reused']);
    const otherPrediction = await override(UNKNOWN, approval, jo, { 'Idempotency-Key': 'k-1' });
    expect(otherPrediction.status).toBe(422);
  });

  test('has its keys per person, though people share a client', async () => {
    const kim = buildPersonClaims('kim', 'risk/review');
    const [one, two] = [
      await override(predicted, approval, jo, { 'Idempotency-Key': 'shared' }),
      await override(predicted, { ...approval, decision: 'refer' }, kim, { 'Idempotency-Key': 'shared' }),
    ];
    expect([one.status, two.status, two.body.decided_by]).toEqual([200, 200, 'kim']);
    expect((await override(predicted, approval, jo, { 'Idempotency-Key': 'a b' })).status).toBe(400);
  });

  test('stores SQL in a reason as text', async () => {
    const reason = `Robert'); drop table predictions.overrides; -- said so :decision`;
    expect((await override(predicted, { decision: 'refer', reason })).body.reason).toBe(reason);
    expect((await readEvidence(predicted)).body.override.reason).toBe(reason);
  });

  const countOverrides = async () => (await harness.db.superuser.query('select from predictions.overrides')).rowCount;
  const countAuditEvents = async () =>
    (await harness.db.superuser.query(`select from audit.events where action = 'prediction.overridden'`)).rowCount;
});
