/** Writes the signed bundle of a model version: everything that scores without a network. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkDevice, type DeviceCheck, PARITY_FILE } from '../../../edge/device-check.ts';
import { openBundleFolder } from '../../../edge/node/score-offline.ts';
import { BUNDLE_FILE, BundleDocument, SIGNATURE_FILE } from '../../../lambdas/shared/edge/bundle-document.ts';
import { describeBundleFeatures } from '../../../lambdas/shared/edge/bundle-features.ts';
import type { OfflineScorer } from '../../../lambdas/shared/edge/score-offline.ts';
import { ModelManifest } from '../../../lambdas/shared/model/model-manifest.ts';
import type { StoredPolicy } from '../../../lambdas/shared/serving/stored-policy.ts';
import { CommandError } from '../../terminal/command-error.ts';
import type { ModelRecord } from '../verify-model.ts';
import { buildPrograms } from './build-programs.ts';
import type { BundleSigner } from './bundle-signer.ts';

/** The model must not leave: no gate and no person has admitted it, or its registration names no hash of its manifest. */
export class ModelNotBundled extends CommandError {}

/** The folder exists and is no bundle; it is left as it is. */
export class FolderTaken extends CommandError {}

/** Where decisions may come from: the champion, and the challenger that an arm of an experiment may serve. */
const BUNDLED_STAGES: ReadonlySet<string> = new Set(['champion', 'challenger']);

export interface BundleOrder {
  registration: ModelRecord;
  /** Local copy of the model folder. */
  modelFolder: string;
  policy: StoredPolicy;
  signer: BundleSigner;
  valid_days: number;
  /** Folder to write; a bundle that is there is replaced as a whole. */
  folder: string;
  now?: Date;
}

export interface WrittenBundle {
  folder: string;
  document: BundleDocument;
  /** SHA-256 of bundle.json. */
  sha256: string;
  /** Undefined where the model has no rows to compare. */
  check: DeviceCheck | undefined;
}

/**
 * Writes and signs a bundle, and opens it as a device does before it takes the folder's place.
 * @throws {ModelNotBundled} when the model may not serve, or a file is not the registered one
 * @throws {FolderTaken} when the folder holds something else
 */
export async function writeBundle(order: BundleOrder): Promise<WrittenBundle> {
  const { registration, folder, signer, now = new Date() } = order;
  const { manifest_sha256 } = registration;
  if (!BUNDLED_STAGES.has(registration.stage)) {
    throw new ModelNotBundled(
      `model ${registration.version} is ${registration.stage}: only the champion and the challenger are bundled`,
    );
  }
  if (manifest_sha256 === null) {
    throw new ModelNotBundled(`model ${registration.version} has no hash of its manifest: npm run model -- repair`);
  }
  await refuseOtherFolder(folder);
  const files = await collectFiles(order);
  requireRegistered('model.onnx', files, registration.sha256);
  requireRegistered('manifest.json', files, manifest_sha256);
  const document = BundleDocument.parse({
    format: 1,
    model: {
      ...{ version: registration.version, kind: registration.kind },
      ...{ sha256: registration.sha256, manifest_sha256 },
    },
    policy: { version: order.policy.version, sha256: order.policy.sha256 },
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + order.valid_days * 86_400_000).toISOString(),
    key_id: hash(signer.publicKey).toString('hex'),
    files: Object.fromEntries(
      [...files].map(([name, bytes]) => [name, { sha256: hash(bytes).toString('hex'), size_bytes: bytes.length }]),
    ),
  });
  const text = Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
  files.set(BUNDLE_FILE, text).set(SIGNATURE_FILE, Buffer.from(`${await signer.sign(text)}\n`));
  const scorer = await replaceFolder(folder, files, (draft) => openBundleFolder(draft, signer.publicKey, () => now));
  return { folder, document, sha256: scorer.bundle.sha256, check: await checkDevice(scorer) };
}

async function collectFiles({ modelFolder, policy, signer }: BundleOrder): Promise<Map<string, Uint8Array>> {
  const [onnx, manifest, names] = await Promise.all([
    readFile(join(modelFolder, 'model.onnx')),
    readFile(join(modelFolder, 'manifest.json')),
    readdir(modelFolder),
  ]);
  const features = describeBundleFeatures(ModelManifest.parse(JSON.parse(manifest.toString())), policy.policy);
  return new Map<string, Uint8Array>([
    ['model.onnx', onnx],
    ['manifest.json', manifest],
    ['policy.json', Buffer.from(policy.document)],
    ['features.json', Buffer.from(JSON.stringify(features, null, 2))],
    ...(names.includes(PARITY_FILE) ? [[PARITY_FILE, await readFile(join(modelFolder, PARITY_FILE))] as const] : []),
    ...Object.entries(await buildPrograms(signer.publicKey)),
  ]);
}

function requireRegistered(name: string, files: ReadonlyMap<string, Uint8Array>, registered: string): void {
  const found = hash(files.get(name) ?? new Uint8Array()).toString('hex');
  if (found !== registered) throw new ModelNotBundled(`${name} has the SHA-256 ${found}, registered is ${registered}`);
}

async function refuseOtherFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw error;
  });
  if (names.length > 0 && !names.includes(BUNDLE_FILE)) {
    throw new FolderTaken(`${folder} is not empty and holds no bundle: choose another with --out`);
  }
}

/** Writes a draft beside the folder and moves it there when it opens, so that a half-written bundle is never used. */
async function replaceFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  openDraft: (draft: string) => Promise<OfflineScorer>,
): Promise<OfflineScorer> {
  const draft = `${folder}.${process.pid}.draft`;
  try {
    await mkdir(draft, { recursive: true });
    for (const [name, bytes] of files) await writeFile(join(draft, name), bytes);
    const scorer = await openDraft(draft);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return scorer;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
