/** POST /v1/edge-decisions: decisions of a bundle that KMS signed, replayed and stored, or refused by name. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type BundleSigner, openBundleSigner } from '../../../cli/models/bundle/bundle-signer.ts';
import { openBundleFolder } from '../../../edge/node/score-offline.ts';
import { uploadEdgeDecisionsRoute } from '../../../lambdas/prediction-api/contract/routes/edge-decisions.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import type { EdgeDecision, EdgeUpload } from '../../../lambdas/shared/edge/edge-decision.ts';
import type { OfflineScorer } from '../../../lambdas/shared/edge/score-offline.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildPersonClaims, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { readEveryRole } from '../../../testing/api/person-roles.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { createTestSigner, writeTestBundle } from '../../../testing/edge/test-bundle.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const description = {
  num: { amount: { median: 10_000, weight: 0.0001 }, utilisation: { median: 0.3, weight: 2 } },
  cat: { purpose: { car: 0.5 } },
  intercept: -3,
};
const POLICY_FEATURES = { age_years: 40, months_past_due_1: 0, debt_to_income: 0.1, loan_to_value: null };
const APPLICANT = { amount: 5000, utilisation: 0.9, purpose: 'car', ...POLICY_FEATURES };
const resource = uploadEdgeDecisionsRoute.path;

let harness: LambdaHarness;
let predict: ApiHandler;
let handlers: { read: ApiHandler; replay: ApiHandler };
let createPredictHandler: () => ApiHandler;
let tiny: TinyModel;
let signer: BundleSigner;
let root: string;
let scorer: OfflineScorer;
let browser: Browser;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'risk-edge-upload-'));
  [harness, browser] = await Promise.all([startLambdaHarness(), launchChromium()]);
  tiny = await buildTinyModel(description);
  await harness.promote(tiny);
  signer = await openBundleSigner(harness.ministack.bundleKeyArn);
  scorer = await openTestBundle('bundle');
  const { predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts');
  createPredictHandler = () => predictHandler(readEveryRole);
  predict = createPredictHandler();
  handlers = {
    read: (await import('../../../lambdas/prediction-api/read.lambda.ts')).readHandler(readEveryRole),
    replay: (await import('../../../lambdas/prediction-api/replay.lambda.ts')).replayHandler(readEveryRole),
  };
});
afterAll(async () => {
  await browser?.close();
  await harness?.stop();
  await rm(root, { recursive: true, force: true });
});

async function openTestBundle(name: string, options: Partial<Parameters<typeof writeTestBundle>[1]> = {}) {
  const folder = join(root, name);
  await writeTestBundle(tiny, { signer, folder, ...options });
  return openBundleFolder(folder, (options.signer ?? signer).publicKey, () => options.now ?? new Date());
}

const call = (more: Partial<ApiCall>) => {
  harness.useRole('risk_api_score');
  return callApi(predict, { method: 'POST', resource, claims: buildServiceClaims('risk/score', 'branch'), ...more });
};
const toUpload = (decisions: unknown[], { bundle: { document, signature } } = scorer) => ({
  bundle: { document, signature },
  decisions,
});
const upload = (decisions: unknown[], opened = scorer, claims = buildServiceClaims('risk/score', 'branch')) =>
  call({ body: toUpload(decisions, opened), claims });

async function readStored(prediction_id: string) {
  harness.useRole('risk_api_read');
  const about = { path: { prediction_id }, claims: buildPersonClaims('jo', 'risk/read') };
  const evidence = await callApi(handlers.read, { ...about, resource: '/v1/predictions/{prediction_id}' });
  const path = '/v1/predictions/{prediction_id}/replay';
  const replay = await callApi(handlers.replay, { ...about, method: 'POST', resource: path });
  return { evidence: evidence.body, replay: replay.body };
}

const countPredictions = async () =>
  (await harness.db.superuser.query('select from predictions.risk_scores')).rowCount ?? 0;

test('a decision is stored as it was made, with its bundle, and replays', async () => {
  const decision = await scorer.score(APPLICANT);
  const { status, body } = await upload([decision]);
  const result = { item: 0, status: 200, prediction_id: decision.decision_id, is_new: true, problem: null };
  expect([status, body]).toEqual([200, { results: [result], stored: 1, refused: 0 }]);
  const { evidence, replay } = await readStored(decision.decision_id);
  const { decision_id, decided_at, bundle_sha256, decision: word, decided_by, ...known } = decision;
  expect(evidence).toMatchObject({
    ...known,
    ...{ prediction_id: decision_id, source: 'edge', what_if: true, as_of: decided_at, requested_by: 'branch' },
    ...{ policy_decision: word, policy_decided_by: decided_by },
    lineage: { run_id: null, files: [], bundle_sha256 },
  });
  expect(replay).toMatchObject({ reproduced: true, differences: [] });
});

test('the file that the page exports is taken as it is', async () => {
  const context = await browser.newContext({ acceptDownloads: true });
  await context.setOffline(true);
  const page = await context.newPage();
  await page.goto(`file://${join(root, 'bundle', 'index.html')}`);
  await page.getByLabel('Folder of the bundle').setInputFiles(join(root, 'bundle'));
  await page.getByText('Enter as JSON').click();
  await page.getByLabel('Features by name').fill(JSON.stringify(APPLICANT));
  await page.getByRole('button', { name: 'Fill the form' }).click();
  await page.getByRole('button', { name: 'Decide' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export for the upload' }).click();
  const exported: EdgeUpload = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  await context.close();
  const { body } = await call({ body: exported });
  expect(body).toMatchObject({ stored: 1, refused: 0 });
  const { evidence, replay } = await readStored(body.results[0].prediction_id);
  expect([evidence.features, replay.reproduced]).toEqual([APPLICANT, true]);
});

test('a repeated upload stores nothing twice, and an id belongs to one decision of one caller', async () => {
  const [first, second] = [await scorer.score(APPLICANT), await scorer.score({ ...APPLICANT, utilisation: 0.1 })];
  await upload([first]);
  const before = await countPredictions();
  const { body } = await upload([first, second, second, { ...second, decision_id: first.decision_id }]);
  expect(body.results.map(({ status, is_new }: { status: number; is_new: boolean }) => [status, is_new])).toEqual([
    [200, false],
    [200, true],
    [200, false],
    [409, false],
  ]);
  const { body: ofOther } = await upload([first], scorer, buildServiceClaims('risk/score', 'another branch'));
  expect(ofOther.results[0].problem.type).toBe('urn:risk:problem:edge-decision-taken');
  expect(await countPredictions()).toBe(before + 1);
});

describe('refused by name, and not stored, is', () => {
  /** The problem of an item. */
  const refuse = async (decision: unknown, opened = scorer) => {
    const before = await countPredictions();
    const { body } = await upload([decision], opened);
    expect([await countPredictions(), body.stored, body.refused]).toEqual([before, 0, 1]);
    const { type, errors } = body.results[0].problem;
    return [type.replace('urn:risk:problem:', ''), errors.map(({ path }: { path: string }) => path)];
  };

  test.each<[string, (decision: EdgeDecision) => Partial<EdgeDecision>, string, string[]]>([
    ['a better PD', ({ pd }) => ({ pd: pd / 2 }), 'edge-not-reproduced', ['pd']],
    ['another decision', () => ({ decision: 'approve' }), 'edge-not-reproduced', ['decision']],
    ['another loss', () => ({ expected_loss: 1 }), 'edge-not-reproduced', ['expected_loss']],
    ['another raw score', () => ({ raw: 0.1 }), 'edge-not-reproduced', ['raw']],
    ['no reasons', () => ({ reasons: [] }), 'edge-not-reproduced', ['reasons']],
    ['no explanation', () => ({ explanation: null }), 'edge-not-reproduced', ['explanation']],
    [
      'another feature',
      ({ features }) => ({ features: { ...features, age_years: 17 } }),
      'edge-not-reproduced',
      ['decided_by', 'reasons', 'explanation'],
    ],
    [
      'a feature that nothing reads',
      ({ features }) => ({ features: { ...features, term_months: 12 } }),
      'invalid-body',
      ['features.term_months'],
    ],
    [
      'a feature of another type',
      ({ features }) => ({ features: { ...features, amount: 'much' } }),
      'invalid-body',
      ['features.amount', 'features.amount'],
    ],
    ['another bundle', () => ({ bundle_sha256: '0'.repeat(64) }), 'edge-other-bundle', []],
    ['another model', () => ({ model_version: '20200101T000000Z-00000000' }), 'edge-other-bundle', []],
    ['another policy', () => ({ policy_version: '2026-11-01' }), 'edge-other-bundle', []],
    ['a time before the bundle', () => ({ decided_at: '2020-01-01T00:00:00Z' }), 'edge-time', []],
    ['a time after the bundle', () => ({ decided_at: '2099-01-01T00:00:00Z' }), 'edge-time', []],
    ['no id', () => ({ decision_id: 'first' }), 'invalid-body', ['decision_id']],
  ])('%s', async (_, change, kind, paths) => {
    const decision = await scorer.score(APPLICANT);
    expect(await refuse({ ...decision, ...change(decision) })).toEqual([kind, paths]);
  });

  test('something else than a decision', async () => {
    expect(await refuse('approve')).toEqual(['invalid-body', ['']]);
  });
});

describe('nothing is stored of a bundle', () => {
  const refuseUpload = async (opened: OfflineScorer) => {
    const { status, body } = await upload([await opened.score(APPLICANT)], opened);
    return [status, body.type.replace('urn:risk:problem:', '')];
  };

  test('that another key signed, or that is changed', async () => {
    const foreign = await openTestBundle('foreign', { signer: createTestSigner() });
    expect(await refuseUpload(foreign)).toEqual([422, 'bundle-other-key']);
    const changed = { ...scorer, bundle: { ...scorer.bundle, document: `${scorer.bundle.document} ` } };
    expect(await refuseUpload(changed)).toEqual([422, 'bundle-signature']);
    const unsigned = { ...scorer, bundle: { ...scorer.bundle, signature: 'none' } };
    expect(await refuseUpload(unsigned)).toEqual([422, 'bundle-unsigned']);
  });

  test('whose model is not registered, or was rejected meanwhile', async () => {
    const { superuser } = harness.db;
    const setStage = (stage: string) =>
      superuser.query('update predictions.model_metadata set stage = $1 where version = $2', [
        stage,
        tiny.reference.version,
      ]);
    await setStage('rejected');
    expect(await refuseUpload(scorer)).toEqual([422, 'edge-model-unknown']);
    await setStage('retired');
    expect((await upload([await scorer.score(APPLICANT)])).body.stored).toBe(1);
    await setStage('champion');
    const unknown = await buildTinyModel({ ...description, version_time: '20260401T000000Z', intercept: -2 });
    const folder = join(root, 'unknown');
    await writeTestBundle(unknown, { signer, folder });
    expect(await refuseUpload(await openBundleFolder(folder, signer.publicKey))).toEqual([422, 'edge-model-unknown']);
  });

  test('that has expired, and what it decided before is', async () => {
    const past = new Date(Date.now() - 40 * 86_400_000);
    const expired = await openTestBundle('expired', { now: past });
    const { body } = await upload([await expired.score(APPLICANT)], expired);
    expect(body).toMatchObject({ stored: 1, refused: 0 });
  });
});

/** One response of each status; callApi checks each against the OpenAPI document. */
test('responds with every status that it documents', async () => {
  const body = toUpload([await scorer.score(APPLICANT)]);
  const answers = [
    await call({ body }),
    await call({ body: '{' }),
    await call({ body, claims: null }),
    await call({ body, claims: buildServiceClaims('risk/read risk/review') }),
    await call({ body: 'x'.repeat(2 ** 20 + 1) }),
    await call({ body: {} }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 401, 403, 413, 422]);
  const { RATE_LIMITS } = process.env;
  process.env.RATE_LIMITS = JSON.stringify({ requests_per_minute: 1, clients: {} });
  predict = createPredictHandler();
  const limited = toUpload([await scorer.score(APPLICANT), await scorer.score(APPLICANT)]);
  expect((await call({ body: limited, claims: buildServiceClaims('risk/score', 'fast branch') })).status).toBe(429);
  process.env.RATE_LIMITS = RATE_LIMITS;
  const { BUNDLE_KEY_ARN } = process.env;
  process.env.BUNDLE_KEY_ARN = 'arn:aws:kms:eu-west-1:000000000000:key/none';
  predict = createPredictHandler();
  expect((await call({ body })).status).toBe(503);
  process.env.BUNDLE_KEY_ARN = BUNDLE_KEY_ARN;
});
