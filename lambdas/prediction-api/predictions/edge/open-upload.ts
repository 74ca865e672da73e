/** Verifies which bundle an upload is of, and finds its model and policy. Open it to change which bundles are accepted. */
import type { Database } from '../../../shared/aws/database.ts';
import type { BundleDocument } from '../../../shared/edge/bundle-document.ts';
import { BundleRefused, type VerifiedDocument, verifyDocument } from '../../../shared/edge/verify-bundle.ts';
import type { ModelReference } from '../../../shared/model/errors.ts';
import type { PolicyReference } from '../../../shared/serving/serving-state.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { EdgeDecisionUpload } from '../../contract/schemas/edge-decisions.ts';
import { Problem } from '../../http/problem.ts';

/** Reads the public key of bundles, SPKI in DER. */
export type ReadPublicKey = () => Promise<Uint8Array>;

/** A bundle whose signature is verified, with its registered versions. */
export interface UploadedBundle extends VerifiedDocument {
  model: ModelReference;
  policy: PolicyReference;
}

/**
 * Opens the bundle of an upload. Its expiry does not matter here: decisions are checked against it.
 * @throws {Problem} when this environment did not sign it, or knows no such model or policy that may decide
 */
export async function openUpload(
  database: Database,
  readPublicKey: ReadPublicKey,
  { document, signature }: EdgeDecisionUpload['bundle'],
): Promise<UploadedBundle> {
  const verified = await verify(document, signature, await readPublicKey());
  const { model, policy } = verified.document;
  const [found] = await database.query<{ model: ModelReference | null; policy: PolicyReference | null }>(
    readSqlFile('api/edge/find_versions.sql'),
    { model_version: model.version, policy_version: policy.version },
  );
  if (found?.model?.sha256 !== model.sha256 || found.model.manifest_sha256 !== model.manifest_sha256) {
    throw toUnknownVersion(verified.document, 'model');
  }
  if (found.policy?.sha256 !== policy.sha256) throw toUnknownVersion(verified.document, 'policy');
  return { ...verified, model: found.model, policy: found.policy };
}

async function verify(document: string, signature: string, publicKey: Uint8Array): Promise<VerifiedDocument> {
  try {
    return await verifyDocument({ bytes: new TextEncoder().encode(document), signature }, publicKey);
  } catch (error) {
    if (!(error instanceof BundleRefused)) throw error;
    throw new Problem(422, error.fault, 'The bundle is not one that this environment signed, so nothing was stored.');
  }
}

const toUnknownVersion = (document: BundleDocument, part: 'model' | 'policy') =>
  new Problem(
    422,
    `edge-${part}-unknown`,
    `This environment has no ${part} ${document[part].version} with the hash of the bundle that may decide, or may have decided.`,
  );
