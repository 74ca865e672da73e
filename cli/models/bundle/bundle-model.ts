/** `npm run model -- bundle`: writes the signed bundle of a registered version, and prints how to verify it. */
import { resolve } from 'node:path';
import pc from 'picocolors';
import { getDatabase, type Sql } from '../../../lambdas/shared/aws/database.ts';
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import type { PolicyReference } from '../../../lambdas/shared/serving/serving-state.ts';
import { createPolicyReader, type StoredPolicy } from '../../../lambdas/shared/serving/stored-policy.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import type { OperatorEnvironment } from '../../environment/operator-environment.ts';
import { InvalidOptions } from '../../terminal/command.ts';
import { CommandError } from '../../terminal/command-error.ts';
import { readModel, resolveVersion } from '../read-models.ts';
import { readRegistration, withModelFolder } from '../registrations.ts';
import { openBundleSigner } from './bundle-signer.ts';
import { type WrittenBundle, writeBundle } from './write-bundle.ts';

/** No approved policy has this version. */
export class UnknownPolicy extends CommandError {}

/** Longer than a quarter, nobody could withdraw a model or a policy in time. */
export const MAX_VALID_DAYS = 92;

/** Reads registrations, and no column that identifies a customer. */
const ROLE = 'risk_training';

interface BundleOptions {
  /** Beginning of a version; without it the champion. */
  version: string | undefined;
  out: string | undefined;
  policy: string | undefined;
  valid_days: number;
}

/**
 * Writes the bundle and prints it.
 * @throws {UnknownPolicy} when no approved policy has the version
 * @throws {ModelNotBundled} when the model may not serve
 * @throws {SigningFailed} when KMS does not sign
 */
export async function bundleModel(
  { database, parameter }: OperatorEnvironment,
  { version, out, policy, valid_days }: BundleOptions,
): Promise<void> {
  const model = await readModel(database, version && (await resolveVersion(database, version)));
  const registration = await readRegistration(getDatabase(ROLE), model.version);
  const signer = await openBundleSigner(parameter('edge/signing-key-arn'));
  const source = { store: getObjectStore(), bucket: parameter('model/bucket') };
  const stored = await readPolicy(database, policy);
  const folder = resolve(out ?? `risk-bundle-${model.version}`);
  const written = await withModelFolder(source, model.version, (modelFolder) =>
    writeBundle({ registration, modelFolder, policy: stored, signer, valid_days, folder }),
  );
  printBundle(written, signer.publicKey);
}

/** Reads days of validity. */
export function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MAX_VALID_DAYS) return days;
  throw new InvalidOptions(`--days must be a whole number from 1 to ${MAX_VALID_DAYS}, not ${text}`);
}

async function readPolicy(database: Sql, version: string | undefined): Promise<StoredPolicy> {
  const file = version === undefined ? 'find_default_policy' : 'list_approved_policies';
  const references = await database.query<PolicyReference>(readSqlFile(`serving/${file}.sql`));
  const reference = version === undefined ? references[0] : references.find((policy) => policy.version === version);
  if (!reference) throw new UnknownPolicy(`no approved policy has the version ${version}`);
  const [stored] = await createPolicyReader()(database, [reference]);
  return stored as StoredPolicy;
}

function printBundle({ folder, document, sha256, check }: WrittenBundle, publicKey: Uint8Array): void {
  const base64 = Buffer.from(publicKey).toString('base64');
  const pem = ['-----BEGIN PUBLIC KEY-----', ...(base64.match(/.{1,64}/g) ?? []), '-----END PUBLIC KEY-----'];
  console.log(`\n${pc.bold(`Bundle of model ${document.model.version}`)}, policy ${document.policy.version}`);
  console.log(`  ${folder}`);
  console.log(`  bundle.json SHA-256 ${sha256}, valid until ${document.expires_at}`);
  if (check)
    console.log(`  ${check.rows} made-up rows: PDs at most ${check.difference.toExponential(1)} from the training's`);
  console.log(`  signed with the key ${document.key_id}, which its programs expect:\n`);
  console.log(pem.join('\n'));
  console.log(
    `\n  ${pc.dim('Open index.html in a browser, or run node score.mjs --help in the folder (docs/edge.md).')}`,
  );
}
