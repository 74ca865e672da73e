/**
 * `npm run bench:edge [-- --models DIR] [-- --json]`: measures one score with reasons in Chromium, in the page of a bundle
 * without a network, for every kind of model with its default settings; and how long a bundle takes to open.
 *
 *   --models DIR   a folder as bench/reasons/models.py writes it; without it that script fits a synthetic lender
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import type { FeatureRecord } from '../lambdas/shared/features/feature-record.ts';
import { MODEL_KINDS, type ModelFolderManifest } from '../lambdas/shared/model/model-manifest.ts';
import { launchChromium } from '../testing/browser/chromium.ts';
import { buildBundledModel } from '../testing/edge/bundled-model.ts';
import { createTestSigner, writeTestBundle } from '../testing/edge/test-bundle.ts';
import { createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: { models: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const ROOT = resolve(import.meta.dirname, '..');
const GOAL_MILLISECONDS = 20;
const WARM_UP = 5;
const SCORES = 100;
/** What the policy reads; a model may read some of them, too. */
const POLICY_FEATURES = { age_years: 40, months_past_due_1: 0, debt_to_income: 0.1, loan_to_value: null, amount: 1000 };

type Row = ModelFolderManifest['background'][number];
type ModelDocument = Pick<ModelFolderManifest, 'inputs' | 'prepared_from' | 'background'>;

interface Measurement {
  kind: string;
  kilobytes: number;
  /** Milliseconds from the choice of the folder until the form is there. */
  open: number;
  p50: number;
  p99: number;
}

async function measureKind(browser: Browser, source: string, kind: string, rows: Row[]): Promise<Measurement> {
  const onnx = readFileSync(join(source, `${kind}.onnx`));
  const { inputs, prepared_from, background } = JSON.parse(
    readFileSync(join(source, `${kind}.json`), 'utf8'),
  ) as ModelDocument;
  const root = mkdtempSync(join(tmpdir(), 'risk-bench-edge-'));
  const folder = join(root, 'bundle');
  try {
    const model = buildBundledModel(kind, { onnx, inputs, prepared_from, raw_rows: { background } });
    await writeTestBundle(model, { signer: createTestSigner(), folder });
    const context = await browser.newContext();
    await context.setOffline(true);
    const page = await context.newPage();
    await page.goto(`file://${folder}/index.html`);
    const started = performance.now();
    await page.getByLabel('Folder of the bundle').setInputFiles(folder);
    await page.getByRole('button', { name: 'Decide' }).waitFor();
    const open = performance.now() - started;
    await page.getByText('Enter as JSON').click();
    for (const [i, row] of rows.slice(0, WARM_UP + SCORES).entries()) {
      await page.getByLabel('Features by name').fill(JSON.stringify(buildRecord(inputs, row)));
      await page.getByRole('button', { name: 'Fill the form' }).click();
      await page.getByRole('button', { name: 'Decide' }).click();
      await page.getByText(`${i + 1} decisions`).waitFor();
    }
    const times = await page.evaluate<number[]>(
      `performance.getEntriesByName('edge-score').map(({ duration }) => duration).slice(${WARM_UP})`,
    );
    await context.close();
    times.sort((a, b) => a - b);
    const getPercentile = (share: number) => times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
    return { kind, kilobytes: onnx.length / 1024, open, p50: getPercentile(0.5), p99: getPercentile(0.99) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** No rule decides on it, so that each score is explained. */
const buildRecord = ({ num, cat }: ModelDocument['inputs'], row: Row): FeatureRecord => ({
  ...Object.fromEntries(num.map((name, i) => [name, row.num[i] ?? null])),
  ...Object.fromEntries(cat.map((name, i) => [name, row.cat[i] || null])),
  ...POLICY_FEATURES,
});

const scratch = mkdtempSync(join(tmpdir(), 'risk-bench-edge-models-'));
const source = options.models ? resolve(options.models) : scratch;
const browser = await launchChromium();
try {
  if (!options.models) {
    const script = [join(ROOT, 'bench/reasons/models.py'), source];
    execFileSync(join(ROOT, '.venv/bin/python'), script, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const rows = JSON.parse(readFileSync(join(source, 'rows.json'), 'utf8')) as Row[];
  const measured: Measurement[] = [];
  for (const kind of MODEL_KINDS) {
    if (existsSync(join(source, `${kind}.onnx`))) measured.push(await measureKind(browser, source, kind, rows));
  }
  const table = createTable(['model', 'KB', 'open, ms', 'p50, ms', 'p99, ms']);
  for (const { kind, ...figures } of measured) {
    const { kilobytes, open, p50, p99 } = figures;
    table.push([kind, kilobytes.toFixed(0), open.toFixed(0), p50.toFixed(1), p99.toFixed(1)]);
  }
  console.log(table.toString());
  console.log(`Chromium ${browser.version()}; ${describeMachine()}; load average ${readLoadAverage()}`);
  const goals = measured.map(
    ({ kind, p99 }): Goal => ({
      ...{ name: `${kind}: one score with reasons, p99`, value: p99, unit: 'ms' },
      ...{ goal: GOAL_MILLISECONDS, met: p99 <= GOAL_MILLISECONDS },
    }),
  );
  if (options.json) console.log(formatGoals('edge', goals));
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
