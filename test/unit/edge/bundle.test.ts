/** Bundles: what one scores equals the API's own code, and whatever is not as it was signed is refused before a score. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FolderTaken, ModelNotBundled } from '../../../cli/models/bundle/write-bundle.ts';
import { checkDevice } from '../../../edge/device-check.ts';
import { openBundleFolder, readUploads, scoreOffline } from '../../../edge/node/score-offline.ts';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { selectReasons } from '../../../lambdas/shared/decision/reasons.ts';
import { type EdgeDecision, EdgeDecision as EdgeDecisionSchema } from '../../../lambdas/shared/edge/edge-decision.ts';
import { FeaturesRefused } from '../../../lambdas/shared/edge/score-offline.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';
import { loadExplainableModel } from '../../../lambdas/shared/model/load-model.ts';
import { runGraph } from '../../../lambdas/shared/model/run-graph.ts';
import { createTestSigner, writeTestBundle } from '../../../testing/edge/test-bundle.ts';
import { buildTinyModel, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { getSeedPolicy } from '../../../testing/policies/seed-policies.ts';

const description = {
  num: { amount: { median: 10_000, weight: 0.0001 }, utilisation: { median: 0.3, weight: 2 } },
  cat: { purpose: { car: 0.5, 'a "b", c': -1 } },
  intercept: -3,
};
const ROWS: FeatureRecord[] = [
  { amount: 5000, utilisation: 0.9, purpose: 'car' },
  { amount: 123_456.78, utilisation: null, purpose: 'a "b", c' },
  { amount: null, utilisation: 0, purpose: '' },
];
/** What the policy reads and the model does not. */
const POLICY_FEATURES = { age_years: 40, months_past_due_1: 0, debt_to_income: 0.1, loan_to_value: null };
const APPLICANT = { ...ROWS[0], ...POLICY_FEATURES };
const NOW = new Date('2026-12-01T12:00:00Z');

const signer = createTestSigner();
let tiny: TinyModel;
let root: string;
let bundle: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'risk-edge-'));
  bundle = join(root, 'bundle');
  tiny = await buildTinyModel(description);
  await writeTestBundle(tiny, { signer, folder: bundle, parityRows: ROWS, now: NOW });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const open = (folder = bundle, { publicKey } = signer, now = NOW) => openBundleFolder(folder, publicKey, () => now);

/** A copy of the bundle that a test may spoil. */
async function copyBundle(): Promise<string> {
  const folder = await mkdtemp(join(root, 'copy-'));
  await cp(bundle, folder, { recursive: true });
  return folder;
}

describe('a score', () => {
  test('and its reasons are those of the code that serves', async () => {
    const { decision_id, decided_at, bundle_sha256, ...decision } = await scoreOffline(await open(), APPLICANT);
    const model = await loadExplainableModel(tiny.reference, async (_, file) =>
      file === 'model.onnx' ? tiny.onnx : tiny.manifestText,
    );
    const outputs = await runGraph(model, [APPLICANT]);
    const { pd, raw } = outputs;
    const policy = getSeedPolicy();
    const outcome = decide(policy, pd[0] ?? Number.NaN, APPLICANT);
    const reasons = selectReasons(policy, outcome, APPLICANT, () => model.explain(APPLICANT, outputs, 0));
    expect(decision).toMatchObject({ ...outcome, pd: expect.closeTo(outcome.pd, 6), ...reasons, features: APPLICANT });
    expect(decision.raw).toBeCloseTo(raw[0] ?? Number.NaN, 5);
    expect(decision).toMatchObject({ model_version: tiny.reference.version, policy_version: policy.version });
    expect([decision_id, decided_at]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), NOW.toISOString()]);
    expect(bundle_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('of the rows of the training is the same on this device', async () => {
    expect(await checkDevice(await open())).toEqual({ rows: 3, difference: expect.any(Number), passed: true });
  });

  test('is kept as evidence that the API takes, and exported once for each bundle', async () => {
    const keep = join(root, 'kept.jsonl');
    const scorer = await open();
    const decisions: EdgeDecision[] = [];
    for (let i = 0; i < 101; i += 1) decisions.push(await scoreOffline(scorer, APPLICANT, { keep }));
    const uploads = await readUploads(keep);
    expect(uploads.map((upload) => upload.decisions.length)).toEqual([100, 1]);
    expect(uploads.flatMap((upload) => upload.decisions)).toEqual(decisions);
    expect(uploads[0]?.bundle.document).toBe(await readFile(join(bundle, 'bundle.json'), 'utf8'));
    expect(decisions.map((decision) => EdgeDecisionSchema.parse(decision))).toEqual(decisions);
  });

  test.each([
    [{ ...APPLICANT, amount: undefined }, 'amount: Missing'],
    [{ ...APPLICANT, amount: '5000' }, 'amount: Invalid input'],
    [{ ...APPLICANT, amount: -1 }, 'amount: Too small'],
    [{ ...APPLICANT, incme: 1 }, 'incme: Unknown feature'],
    [{ ...APPLICANT, amount: null }, 'amount: Must be known'],
    [[], 'Invalid input'],
  ])('of faulty features is refused by name: %j', async (features, problem) => {
    const score = scoreOffline(await open(), features);
    await expect(score).rejects.toThrow(FeaturesRefused);
    await expect(score).rejects.toThrow(problem);
  });
});

describe('refused is a bundle', () => {
  test('without a signature, and with one that is no signature', async () => {
    const folder = await copyBundle();
    await writeFile(join(folder, 'bundle.json.sig'), 'signed');
    await expect(open(folder)).rejects.toMatchObject({ fault: 'bundle-unsigned' });
    await rm(join(folder, 'bundle.json.sig'));
    await expect(open(folder)).rejects.toMatchObject({ fault: 'bundle-unsigned' });
  });

  test('with any other byte of bundle.json, and with another expiry', async () => {
    const folder = await copyBundle();
    const text = await readFile(join(folder, 'bundle.json'), 'utf8');
    await writeFile(join(folder, 'bundle.json'), text.trimEnd());
    await expect(open(folder)).rejects.toMatchObject({ fault: 'bundle-signature' });
    await writeFile(join(folder, 'bundle.json'), text.replace('"2026-12-31T', '"2036-12-31T'));
    await expect(open(folder)).rejects.toMatchObject({ fault: 'bundle-signature' });
  });

  test.each(['model.onnx', 'manifest.json', 'policy.json', 'features.json', 'index.html', 'score.mjs'])(
    'with another byte of %s, and without it',
    async (name) => {
      const folder = await copyBundle();
      const bytes = await readFile(join(folder, name));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await writeFile(join(folder, name), bytes);
      await expect(open(folder)).rejects.toMatchObject({ fault: 'bundle-file-changed' });
      await rm(join(folder, name));
      await expect(open(folder)).rejects.toMatchObject({ fault: 'bundle-file-missing' });
    },
  );

  test('with the model of another version that is signed as well', async () => {
    const [folder, other] = [await copyBundle(), join(root, 'other')];
    const newer = await buildTinyModel({ ...description, intercept: -1, version_time: '20260201T000000Z' });
    await writeTestBundle(newer, { signer, folder: other, now: NOW });
    for (const name of ['model.onnx', 'manifest.json']) await cp(join(other, name), join(folder, name));
    await expect(open(folder)).rejects.toMatchObject({ fault: 'bundle-file-changed' });
  });

  test('that another key signed', async () => {
    await expect(open(bundle, createTestSigner())).rejects.toMatchObject({ fault: 'bundle-other-key' });
  });

  test('that a signed document does not describe', async () => {
    const folder = await copyBundle();
    const text = Buffer.from('{"format": 2}');
    await writeFile(join(folder, 'bundle.json'), text);
    await writeFile(join(folder, 'bundle.json.sig'), await signer.sign(text));
    await expect(open(folder)).rejects.toMatchObject({ fault: 'bundle-invalid' });
  });

  test('after its time, before it, and from the moment on in which it expires', async () => {
    const after = new Date('2026-12-31T12:00:00Z');
    await expect(open(bundle, signer, after)).rejects.toMatchObject({ fault: 'bundle-expired' });
    const before = new Date('2026-11-29T12:00:00Z');
    await expect(open(bundle, signer, before)).rejects.toMatchObject({ fault: 'bundle-not-yet-valid' });
    let now = NOW;
    const scorer = await openBundleFolder(bundle, signer.publicKey, () => now);
    now = after;
    await expect(scoreOffline(scorer, APPLICANT)).rejects.toMatchObject({ fault: 'bundle-expired' });
  });
});

describe('the command', () => {
  test.each(['candidate', 'rejected', 'retired'])('bundles no %s model', async (stage) => {
    const folder = join(root, stage);
    await expect(writeTestBundle(tiny, { signer, folder, stage })).rejects.toThrow(ModelNotBundled);
  });

  test('bundles no files other than the registered ones', async () => {
    const folder = join(root, 'damaged');
    const damaged = { ...tiny, onnx: Buffer.from([...tiny.onnx, 0]) };
    await expect(writeTestBundle(damaged, { signer, folder })).rejects.toThrow(ModelNotBundled);
  });

  test('replaces a bundle, and no other folder', async () => {
    const folder = join(root, 'again');
    await writeTestBundle(tiny, { signer, folder, now: NOW });
    await writeTestBundle(tiny, { signer, folder, now: NOW, stage: 'challenger' });
    await rm(join(folder, 'bundle.json'));
    await expect(writeTestBundle(tiny, { signer, folder })).rejects.toThrow(FolderTaken);
  });
});
