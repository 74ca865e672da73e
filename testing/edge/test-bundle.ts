/** Writes bundles of test models, with a signing key that exists in the test alone. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BundleSigner, openBundleSigner } from '../../cli/models/bundle/bundle-signer.ts';
import { type WrittenBundle, writeBundle } from '../../cli/models/bundle/write-bundle.ts';
import { openBundleFolder } from '../../edge/node/score-offline.ts';
import type { OfflineScorer } from '../../lambdas/shared/edge/score-offline.ts';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import { createNodeSession } from '../../lambdas/shared/model/node-runtime.ts';
import { runGraph } from '../../lambdas/shared/model/run-graph.ts';
import type { StoredPolicy } from '../../lambdas/shared/serving/stored-policy.ts';
import type { TinyModel } from '../models/tiny-model.ts';
import { findSeedPolicy } from '../policies/seed-policies.ts';

/** Creates a key, and a signer that signs as KMS does. */
export function createTestSigner(): BundleSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    sign: async (document) =>
      sign('sha256', document, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64'),
  };
}

export interface TestBundleOptions {
  signer: BundleSigner;
  folder: string;
  /** Rows of parity.csv; the PDs are those of onnxruntime-node. */
  parityRows?: readonly FeatureRecord[];
  policy?: StoredPolicy;
  stage?: string;
  valid_days?: number;
  now?: Date;
}

/** Writes the bundle of a model as the command does. */
export async function writeTestBundle(
  model: Pick<TinyModel, 'reference' | 'manifest' | 'onnx' | 'manifestText'>,
  { signer, folder, parityRows = [], policy = findSeedPolicy(), stage = 'champion', ...order }: TestBundleOptions,
): Promise<WrittenBundle> {
  const { reference, manifest, onnx, manifestText } = model;
  const modelFolder = await mkdtemp(join(tmpdir(), 'risk-bundle-model-'));
  try {
    await writeFile(join(modelFolder, 'model.onnx'), onnx);
    await writeFile(join(modelFolder, 'manifest.json'), manifestText);
    if (parityRows.length > 0)
      await writeFile(join(modelFolder, 'parity.csv'), await buildParityFile(model, parityRows));
    const registration = { ...reference, kind: manifest.kind, stage, manifest };
    return await writeBundle({ registration, modelFolder, policy, signer, valid_days: 30, folder, ...order });
  } finally {
    await rm(modelFolder, { recursive: true, force: true });
  }
}

/** Opens a bundle that the key of the local KMS signs, so that the API takes its decisions. */
export async function openSignedBundle(
  model: TinyModel,
  bundleKeyArn: string,
  options: Partial<TestBundleOptions> = {},
): Promise<OfflineScorer> {
  const signer = await openBundleSigner(bundleKeyArn);
  const root = await mkdtemp(join(tmpdir(), 'risk-bundle-'));
  try {
    await writeTestBundle(model, { signer, folder: join(root, 'bundle'), ...options });
    return await openBundleFolder(join(root, 'bundle'), signer.publicKey);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** As the training writes it (training/export/parity.py): quoted where a text needs it, an unknown number empty. */
async function buildParityFile(
  { manifest, onnx }: Pick<TinyModel, 'manifest' | 'onnx'>,
  rows: readonly FeatureRecord[],
): Promise<string> {
  const { pd } = await runGraph({ manifest, session: await createNodeSession(onnx) }, rows);
  const names = [...manifest.inputs.num, ...manifest.inputs.cat];
  const lines = rows.map((row, i) => [...names.map((name) => row[name] ?? ''), pd[i]].map(quote).join(','));
  return `${[[...names, 'pd'].join(','), ...lines].join('\n')}\n`;
}

const quote = (value: unknown) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);
