/** Signs the addresses of the package of an access request. Whoever has such an address needs no other authorisation. */
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { uuid } from '../../shared/aws/database.ts';
import { requireEnv } from '../../shared/env.ts';
import { ACCESS_FILES, ACCESS_PACKAGE_DAYS, type AccessFile, accessPackageKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { privacyPackageRoute } from '../contract/routes/privacy.ts';
import type { PrivacyPackage } from '../contract/schemas/privacy.ts';
import type { OperationInput } from '../http/operation.ts';
import { callPrivacy, createPrivacyRefusal } from './refusals.ts';
import type { PrivacyDependencies } from './requests.ts';

/** The package holds everything of a person, so its addresses end soon. */
const EXPIRY_SECONDS = 300;
const DAY_MILLISECONDS = 86_400_000;

/** A file of a package, signed; undefined when it has been deleted. */
export type SignPackageFile = (
  requestId: string,
  file: AccessFile,
) => Promise<(PrivacyPackage['files'][number] & { storedAt: Date }) | undefined>;

export function createPackageSigner(): SignPackageFile {
  const s3 = new S3Client({});
  return async (requestId, name) => {
    const object = { Bucket: requireEnv('CASE_BUCKET'), Key: accessPackageKey(requestId, name) };
    const head = await s3.send(new HeadObjectCommand(object)).catch(ignoreMissing);
    if (!head) return undefined;
    const command = new GetObjectCommand({
      ...object,
      ResponseContentDisposition: `attachment; filename="${requestId}-${name}"`,
      ResponseCacheControl: 'no-store',
    });
    const url = await getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS });
    return { name, bytes: head.ContentLength ?? 0, url, storedAt: head.LastModified ?? new Date() };
  };
}

/**
 * GET /v1/privacy-requests/{request_id}/package. Each call is recorded in the audit.
 * @throws {Problem} when there is no such request (404), or it has no package (409)
 */
export async function signPackage(
  { database, signFile }: Pick<PrivacyDependencies, 'database'> & { signFile: SignPackageFile },
  { params: { request_id }, caller }: OperationInput<typeof privacyPackageRoute>,
): Promise<PrivacyPackage> {
  const values = { request_id: uuid(request_id), by_person: caller.name };
  await callPrivacy(() => database().query(readSqlFile('api/privacy/record_download.sql'), values));
  const signed = await Promise.all(ACCESS_FILES.map((file) => signFile(request_id, file)));
  const files = signed.filter((file) => file !== undefined);
  const [first] = files;
  if (!first) throw createPrivacyRefusal('no-package');
  return {
    files: files.map(({ name, bytes, url }) => ({ name, bytes, url })),
    urls_expire_at: new Date(Date.now() + EXPIRY_SECONDS * 1000).toISOString(),
    deleted_at: new Date(first.storedAt.getTime() + ACCESS_PACKAGE_DAYS * DAY_MILLISECONDS).toISOString(),
  };
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Error) || !['NotFound', 'NoSuchKey'].includes(error.name)) throw error;
}
