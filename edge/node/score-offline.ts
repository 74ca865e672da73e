/** Scores offline in Node.js with the folder of a bundle, and keeps what it decides as JSON lines. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EdgeDecision, EdgeUpload } from '../../lambdas/shared/edge/edge-decision.ts';
import { type OfflineScorer, openBundle } from '../../lambdas/shared/edge/score-offline.ts';
import { buildUploads, type KeptDecision } from '../export-decisions.ts';
import { createWebSessionFactory } from '../web-runtime.ts';

/**
 * Opens the bundle in a folder.
 * @param publicKey the lender's key, SPKI in DER; from the program, never from the bundle
 * @throws {BundleRefused} when the folder is not what the lender signed, or not any more
 * @throws {ModelCorrupt} when its model cannot be run or explained
 */
export function openBundleFolder(
  folder: string,
  publicKey: Uint8Array,
  now: () => Date = () => new Date(),
): Promise<OfflineScorer> {
  return openBundle({
    read: (name) => readFile(join(folder, name)).catch(ignoreMissing),
    createSession: createWebSessionFactory,
    publicKey,
    now,
  });
}

/**
 * Decides on one applicant and keeps the decision.
 * @param keep file of JSON lines that the decision is added to
 * @throws {FeaturesRefused} when the features are not valid
 * @throws {BundleRefused} when the bundle has expired
 */
export async function scoreOffline(
  scorer: OfflineScorer,
  features: unknown,
  { keep }: { keep?: string | undefined } = {},
): Promise<EdgeDecision> {
  const decision = await scorer.score(features);
  const { document, signature } = scorer.bundle;
  const kept: KeptDecision = { decision, bundle: { document, signature } };
  if (keep !== undefined) await appendFile(keep, `${JSON.stringify(kept)}\n`);
  return decision;
}

/** Reads kept decisions as files for the API. */
export async function readUploads(keep: string): Promise<EdgeUpload[]> {
  const lines = (await readFile(keep, 'utf8')).split('\n').filter((line) => line !== '');
  return buildUploads(lines.map((line) => JSON.parse(line) as KeptDecision));
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
