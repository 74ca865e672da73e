/** Builds a small real ONNX model for tests and computes its expected PDs independently. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import type { ModelReference } from '../../lambdas/shared/model/load-model.ts';
import { ModelManifest } from '../../lambdas/shared/model/model-manifest.ts';

export interface TinyModelDescription {
  version_time?: string;
  num: Record<string, { median: number; weight: number }>;
  cat: Record<string, Record<string, number>>;
  intercept: number;
  /** Rows in the order of the inputs, which say what the model was trained on; default: one of the medians. */
  background?: { num: (number | null)[]; cat: string[] }[];
}

export interface TinyModel {
  reference: ModelReference;
  manifest: ModelManifest;
  onnx: Buffer;
  manifestText: Buffer;
}

const PYTHON = join(import.meta.dirname, '../../.venv/bin/python');

/** Builds the model with the onnx package, in about a second. */
export async function buildTinyModel(description: TinyModelDescription): Promise<TinyModel> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-model-'));
  try {
    const input = JSON.stringify({ version_time: '20260101T000000Z', ...description });
    execFileSync(PYTHON, [join(import.meta.dirname, 'tiny_model.py'), folder], { input, stdio: 'pipe' });
    const manifestText = readFileSync(join(folder, 'manifest.json'));
    const manifest = ModelManifest.parse(JSON.parse(manifestText.toString()));
    const { version, onnx } = manifest;
    const manifest_sha256 = createHash('sha256').update(manifestText).digest('hex');
    const reference = { version, key: `models/${version}/model.onnx`, sha256: onnx.sha256, manifest_sha256 };
    return { reference, manifest, manifestText, onnx: readFileSync(join(folder, 'model.onnx')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Computes the PD of a record in double precision. */
export function computeExpectedPd(description: TinyModelDescription, record: FeatureRecord): number {
  let raw = description.intercept;
  for (const [name, { median, weight }] of Object.entries(description.num)) {
    raw += weight * Number(record[name] ?? median);
  }
  for (const [name, weights] of Object.entries(description.cat)) raw += weights[String(record[name] ?? '')] ?? 0;
  return 1 / (1 + Math.exp(-raw));
}
