/** The page of a bundle in Chromium, without a network: what it scores, refuses, keeps and exports. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBundleFolder } from '../../../edge/node/score-offline.ts';
import type { EdgeUpload } from '../../../lambdas/shared/edge/edge-decision.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';
import { MODEL_KINDS } from '../../../lambdas/shared/model/model-manifest.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import { DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';
import { buildBundledModel, makeParityRows } from '../../../testing/edge/bundled-model.ts';
import { type FolderServer, serveFolder } from '../../../testing/edge/folder-server.ts';
import { createTestSigner, writeTestBundle } from '../../../testing/edge/test-bundle.ts';
import { buildExplainedModels, type ExplainedModel } from '../../../testing/models/explained-models.ts';

/** What the policy reads and the models do not. */
const POLICY_FEATURES = { age_years: 40, months_past_due_1: 0, debt_to_income: 0.1, loan_to_value: null, amount: 1000 };

const signer = createTestSigner();
let browser: Browser;
let models: Record<string, ExplainedModel>;
let root: string;
/** Folder of the bundle of each kind. */
const folders: Record<string, string> = {};
let server: FolderServer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'risk-edge-page-'));
  const [started, examples] = await Promise.all([launchChromium(), buildExplainedModels()]);
  browser = started;
  models = Object.fromEntries(MODEL_KINDS.map((kind) => [kind, examples[kind] as ExplainedModel]));
  for (const [kind, model] of Object.entries(models)) {
    const folder = join(root, kind);
    const bundle = { signer, folder, parityRows: makeParityRows(model) };
    const { check } = await writeTestBundle(buildBundledModel(kind, model), bundle);
    expect([kind, check?.rows, check?.passed]).toEqual([kind, 300, true]);
    folders[kind] = folder;
  }
  server = await serveFolder(folders.xgboost ?? '');
});
afterAll(async () => {
  server?.stop();
  await browser?.close();
  await rm(root, { recursive: true, force: true });
});

interface OpenPage {
  context: BrowserContext;
  page: Page;
  visitor: Visitor;
  /** Addresses that the page asked for after it was loaded. */
  requests: string[];
}

/** Opens the page of a bundle as a file, on a machine without a network. */
async function openFile(folder: string): Promise<OpenPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP, acceptDownloads: true });
  await context.setOffline(true);
  const visitor = new Visitor(await context.newPage(), `file://${folder}`);
  const requests: string[] = [];
  visitor.page.on('request', (request) => requests.push(request.url()));
  await visitor.open('/index.html');
  return { context, page: visitor.page, visitor, requests };
}

async function chooseFolder(page: Page, folder: string): Promise<void> {
  await page.getByLabel('Folder of the bundle').setInputFiles(folder);
}

const readBundleLine = (page: Page) => page.locator('#bundle').innerText();
const readProblem = async (page: Page) => {
  await page.getByRole('alert').waitFor();
  return page.getByRole('alert').innerText();
};

/** Enters features as JSON and decides. */
async function decide(page: Page, features: object): Promise<void> {
  const json = page.getByLabel('Features by name');
  if (!(await json.isVisible())) await page.getByText('Enter as JSON').click();
  await json.fill(JSON.stringify(features));
  await page.getByRole('button', { name: 'Fill the form' }).click();
  await page.getByRole('button', { name: 'Decide' }).click();
}

async function exportDecisions(page: Page): Promise<EdgeUpload> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export for the upload' }).click();
  return JSON.parse(await readFile(await (await download).path(), 'utf8'));
}

const toApplicant = ({ inputs, raw_rows }: ExplainedModel, i: number): FeatureRecord => {
  const row = raw_rows.explained[i];
  return {
    ...Object.fromEntries(inputs.num.map((name, j) => [name, row?.num[j] ?? null])),
    ...Object.fromEntries(inputs.cat.map((name, j) => [name, row?.cat[j] || null])),
    ...POLICY_FEATURES,
  };
};

test('scores the rows of the training of every kind within 1e-5 of Node.js, and gives its reasons, without a network', async () => {
  const { context, page, visitor, requests } = await openFile(folders.xgboost ?? '');
  for (const [kind, folder] of Object.entries(folders)) {
    await page.reload();
    await chooseFolder(page, folder);
    await page.getByRole('button', { name: 'Compare with the training' }).click();
    await page.getByText('300 made-up rows').waitFor();
    const difference = Number(/at most (\S+) from/.exec(await page.locator('#check').innerText())?.[1]);
    expect([kind, difference <= 1e-5]).toEqual([kind, true]);

    const applicants = [0, 4, 7].map((i) => toApplicant(models[kind] as ExplainedModel, i));
    for (const [i, applicant] of applicants.entries()) {
      await decide(page, applicant);
      await page.getByText(`${i + 1} decisions, 0 of them exported`).waitFor();
    }
    const { decisions } = await exportDecisions(page);
    const scorer = await openBundleFolder(folder, signer.publicKey);
    for (const [i, applicant] of applicants.entries()) {
      const {
        pd,
        raw,
        decision_id: _,
        decided_at: __,
        reasons,
        explanation,
        ...expected
      } = await scorer.score(applicant);
      const decision = decisions[i];
      expect(Math.abs((decision?.pd ?? Number.NaN) - pd)).toBeLessThanOrEqual(1e-6);
      expect(decision).toMatchObject({ ...expected, expected_loss: expect.closeTo(expected.expected_loss, 1) });
      expect(decision?.reasons.map(({ feature, text }) => [feature, text])).toEqual(
        reasons.map(({ feature, text }) => [feature, text]),
      );
      for (const [rank, reason] of reasons.entries()) {
        expect(decision?.reasons[rank]?.contribution).toBeCloseTo(reason.contribution ?? Number.NaN, 5);
      }
      expect(decision?.explanation?.margin).toBeCloseTo(explanation?.margin ?? Number.NaN, 5);
      expect(decision?.raw).toBeCloseTo(raw, 5);
    }
    await page.getByRole('button', { name: 'Remove exported decisions' }).click();
    await page.getByText('Kept on this device').waitFor({ state: 'hidden' });
  }
  expect(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([]);
  expect(visitor.complaints).toEqual([]);
  await context.close();
});

test('is readable in both themes and on a phone, and names what is wrong with a value at its field', async () => {
  const { context, page, visitor } = await openFile(folders.xgboost ?? '');
  expect(await findLayoutProblems(visitor)).toEqual([]);
  await chooseFolder(page, folders.xgboost ?? '');
  await page.getByLabel('utilisation').fill('much');
  await page.getByRole('button', { name: 'Decide' }).click();
  expect(await readProblem(page)).toContain('utilisation');
  expect(await page.locator('#feature-utilisation-fault').innerText()).not.toBe('');
  expect(await page.evaluate('document.activeElement.id')).toBe('feature-utilisation');
  expect(await page.getByText('Kept on this device').isVisible()).toBe(false);
  expect(await findLayoutProblems(visitor)).toEqual([]);

  await decide(page, { ...toApplicant(models.xgboost as ExplainedModel, 0), incme: 3 });
  expect(await readProblem(page)).toContain('incme: Unknown feature');
  await decide(page, toApplicant(models.xgboost as ExplainedModel, 0));
  await page.getByRole('heading', { name: 'Decision', exact: true }).waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('result');
  expect(await findLayoutProblems(visitor)).toEqual([]);
  expect(visitor.complaints).toEqual([]);
  await context.close();
});

test('keeps decisions over a reload, and exports each once', async () => {
  const { context, page } = await openFile(folders.scorecard ?? '');
  await chooseFolder(page, folders.scorecard ?? '');
  await decide(page, toApplicant(models.scorecard as ExplainedModel, 1));
  await page.getByText('1 decisions, 0 of them exported').waitFor();
  await page.reload();
  const upload = await exportDecisions(page);
  expect(upload.decisions).toHaveLength(1);
  expect(upload.bundle.document).toBe(await readFile(join(folders.scorecard ?? '', 'bundle.json'), 'utf8'));
  await page.getByText('1 decisions, 1 of them exported').waitFor();
  await page.getByRole('button', { name: 'Export for the upload' }).click();
  expect(await readProblem(page)).toContain('exported already');
  await context.close();
});

test('refuses a changed, unsigned, foreign or expired bundle in one line, and scores nothing with it', async () => {
  const folder = await mkdtemp(join(root, 'spoiled-'));
  const source = folders.xgboost ?? '';
  await cp(source, folder, { recursive: true });
  const { context, page } = await openFile(source);
  const refuse = async (fault: string) => {
    await chooseFolder(page, folder);
    await page.getByText(fault).waitFor();
    expect([await readProblem(page), await readBundleLine(page)]).toEqual([
      expect.stringMatching(/^[^\n]+$/),
      'No bundle is open.',
    ]);
    expect(await page.getByRole('button', { name: 'Decide' }).isVisible()).toBe(false);
  };
  const onnx = await readFile(join(folder, 'model.onnx'));
  await writeFile(join(folder, 'model.onnx'), Buffer.concat([onnx.subarray(0, -1), Buffer.from([1])]));
  await refuse('bundle-file-changed');
  await rm(join(folder, 'bundle.json.sig'));
  await refuse('bundle-unsigned');
  const other = { signer: createTestSigner(), folder };
  await writeTestBundle(buildBundledModel('xgboost', models.xgboost as ExplainedModel), other);
  await refuse('bundle-other-key');
  const expired = { signer, folder, now: new Date('2020-01-01') };
  await writeTestBundle(buildBundledModel('xgboost', models.xgboost as ExplainedModel), expired);
  await refuse('bundle-expired');
  await chooseFolder(page, source);
  await page.getByRole('button', { name: 'Decide' }).waitFor();
  await context.close();
});

test('from a web server it opens by itself, and asks nobody but that server', async () => {
  const context = await browser.newContext({ viewport: DESKTOP });
  const visitor = new Visitor(await context.newPage(), server.url);
  const requests: string[] = [];
  visitor.page.on('request', (request) => requests.push(request.url()));
  await visitor.open('/');
  await visitor.page.getByRole('button', { name: 'Decide' }).waitFor();
  await context.setOffline(true);
  await decide(visitor.page, toApplicant(models.xgboost as ExplainedModel, 2));
  await visitor.page.getByText('1 decisions, 0 of them exported').waitFor();
  expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
  expect(visitor.complaints).toEqual([]);
  await context.close();
});
