/** Verification of a registered model against its folder, with a real graph. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readRegistration, UnknownModel } from '../../../cli/models/registrations.ts';
import { type ModelRecord, parseParityRows, runNodeChecks, verifyModel } from '../../../cli/models/verify-model.ts';
import { buildTinyModel, computeExpectedPd, type TinyModel } from '../../../testing/models/tiny-model.ts';

const description = {
  num: { amount: { median: 10, weight: 0.02 }, utilisation: { median: 0.5, weight: 1.5 } },
  cat: { purpose: { car: 0.3, house: -0.4 } },
  intercept: -1,
};
const records = [
  { amount: 12.5, utilisation: null, purpose: 'car' },
  { amount: null, utilisation: 0.25, purpose: 'never seen before' },
  { amount: -1e30, utilisation: 0.75, purpose: '' },
];

let model: TinyModel;
let folder: string;
let registration: ModelRecord;

beforeAll(async () => {
  model = await buildTinyModel(description);
});

beforeEach(() => {
  if (folder) rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'risk-verify-'));
  const manifest = { ...JSON.parse(model.manifestText.toString()), zero: 0 };
  manifest.training = { ...manifest.training, cut_off: 0.3 };
  const text = JSON.stringify(manifest).replace('"zero":0', '"zero":-0.0');
  writeFileSync(join(folder, 'manifest.json'), text);
  const manifest_sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(folder, 'model.onnx'), model.onnx);
  writeFileSync(join(folder, 'parity.csv'), parityFile());
  const { background: _, ...registered } = manifest;
  registration = { ...model.reference, kind: manifest.kind, stage: 'champion', manifest: registered, manifest_sha256 };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As training writes it. */
function parityFile(change = (pd: number) => pd): string {
  const lines = records.map((record) => {
    const pd = Math.min(Math.max(computeExpectedPd(description, record), 1e-6), 1 - 1e-6);
    return [record.amount ?? '', record.utilisation ?? '', record.purpose, change(pd)].join(',');
  });
  return `${['amount,utilisation,purpose,pd', ...lines].join('\n')}\n`;
}

async function check(name: string) {
  const checks = await runNodeChecks(registration, folder);
  return checks.find((one) => one.name === name);
}

describe('a folder', () => {
  test('that equals its registration passes in the serving runtime', async () => {
    const checks = await verifyModel(registration, folder);
    expect(checks[0]).toEqual({
      name: 'registration',
      passed: true,
      detail: `champion, ONNX sha256 ${model.reference.sha256}`,
    });
    expect(checks[1]).toMatchObject({ name: 'parity in Node.js', passed: true });
    expect(checks[1]?.detail).toMatch(/^3 made-up rows: at most \S+ apart, 0 decisions differ$/);
    // Python also needs what a training writes next to it: files, holdout, groups.
    expect(checks.slice(2).map(({ name }) => name)).toEqual(['files', 'parity in Python', 'figures', 'groups']);
    expect(checks[3]).toMatchObject({ passed: true });
    expect(checks[4]).toMatchObject({ passed: false });
  });

  test('with other background rows, which the registration does not have, fails by the hash of its manifest', async () => {
    const manifest = JSON.parse(model.manifestText.toString());
    manifest.background[0].num[0] += 1;
    const { background: _, ...registered } = manifest;
    registration.manifest = registered;
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    expect(await check('registration')).toMatchObject({
      passed: false,
      detail: `registered is a manifest.json with the sha256 ${registration.manifest_sha256}`,
    });
  });

  test('with another manifest fails with the names of the different fields', async () => {
    registration.manifest = { ...registration.manifest, metrics: { holdout: { auc: 0.99 } } };
    expect(await check('registration')).toMatchObject({
      passed: false,
      detail: 'manifest.json and the registration differ in metrics',
    });
  });

  test('with another graph fails before the graph runs', async () => {
    writeFileSync(join(folder, 'model.onnx'), Buffer.concat([model.onnx, Buffer.from([0])]));
    const found = await check('parity in Node.js');
    expect(found).toMatchObject({ passed: false });
    expect(found?.detail).toContain('sha256');
  });

  test('whose graph gives other PDs fails', async () => {
    writeFileSync(
      join(folder, 'parity.csv'),
      parityFile((pd) => (pd < 0.3 ? pd + 0.5 : pd - 2e-5)),
    );
    expect(await check('parity in Node.js')).toMatchObject({ passed: false });
  });

  test('that is empty fails every check', async () => {
    const empty = join(folder, 'nothing');
    mkdirSync(empty);
    const checks = await verifyModel(registration, empty);
    expect(checks.length).toBeGreaterThan(2);
    expect(checks.every(({ passed }) => !passed)).toBe(true);
  });
});

test('an empty number is unknown, an empty text is a text', () => {
  const [row] = parseParityRows('b,a,pd\n,,0.5\n', { num: ['a'], cat: ['b'] });
  expect(row).toEqual({ record: { a: null, b: '' }, pd: 0.5 });
  expect(() => parseParityRows('a,pd\n1,0.5\n', { num: ['a', 'c'], cat: [] })).toThrow('no column c');
});

test('an unregistered version is refused with the newest versions', async () => {
  const database = {
    query: async <Row>(sql: string) => (sql.includes('where') ? [] : [{ version: 'known' }]) as Row[],
    execute: async () => 0,
  };
  await expect(readRegistration(database, 'unknown')).rejects.toThrow(UnknownModel);
  await expect(readRegistration(database, 'unknown')).rejects.toThrow('the newest are known');
});
