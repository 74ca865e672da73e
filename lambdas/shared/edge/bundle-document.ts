/**
 * Defines `bundle.json`, the signed list of what a bundle for offline scoring consists of. The command writes it, devices
 * verify it, and the API reads it again when decisions are uploaded.
 */
import { z } from 'zod';
import { MODEL_KINDS, MODEL_VERSION_PATTERN } from '../model/model-manifest.ts';

export const BUNDLE_FILE = 'bundle.json';
/** Signature of the exact bytes of `bundle.json`: ECDSA on P-256 with SHA-256, as r and s, in base64. */
export const SIGNATURE_FILE = 'bundle.json.sig';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Plain names only: a bundle is one folder. */
const fileName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);

/** What scoring needs. A bundle also lists the runtime and the programs that score with it. */
const SCORING_FILES = ['model.onnx', 'manifest.json', 'policy.json', 'features.json'] as const;
export type ScoringFile = (typeof SCORING_FILES)[number];

export const BundleDocument = z
  .strictObject({
    format: z.literal(1),
    model: z.strictObject({
      version: z.string().regex(MODEL_VERSION_PATTERN),
      kind: z.enum(MODEL_KINDS),
      /** Of model.onnx and manifest.json, as they are registered. */
      sha256,
      manifest_sha256: sha256,
    }),
    policy: z.strictObject({ version: z.string().min(1).max(100), sha256 }),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    /** SHA-256 of the public key (SPKI, DER). */
    key_id: sha256,
    files: z.record(fileName, z.strictObject({ sha256, size_bytes: z.int().nonnegative() })),
  })
  .refine(({ files }) => SCORING_FILES.every((name) => name in files), 'a file that scoring needs is not listed')
  .refine(
    ({ files, model, policy }) =>
      files['model.onnx']?.sha256 === model.sha256 &&
      files['manifest.json']?.sha256 === model.manifest_sha256 &&
      files['policy.json']?.sha256 === policy.sha256,
    'its files are not those of its model and its policy',
  );
export type BundleDocument = z.infer<typeof BundleDocument>;
