/** Removes the objects that the steps and their workflows stored, in every version. */
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import type { ImportReport } from '../../../lambdas/onboarding/contract/import-report.ts';
import { IMPORTS_ROOT } from '../../../lambdas/onboarding/contract/import-state.ts';
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import {
  inboxPrefix,
  JOBS_ROOT,
  landingKey,
  mappingKey,
  PORTFOLIO_REPORTS_ROOT,
} from '../../../lambdas/shared/object-keys.ts';
import { requireNoForeignData } from '../require-smoke-environment.ts';
import { listSmokeDays, RAW_FILE } from '../sample.ts';
import { CheckFailed, type Removal } from '../smoke-step.ts';

/**
 * The folders of model versions stay: the model bucket's policy lets nobody delete them (lib/stacks/storage-stack.ts).
 * Everything else below these prefixes comes from runs, which were checked to be of smoke tests.
 */
export const objectsRemoval: Removal = {
  name: 'objects',
  async remove(operator) {
    await requireNoForeignData(operator); // somebody could have begun to work here meanwhile
    const { parameter } = operator;
    const s3 = new S3Client({});
    for (const day of await listSmokeDays()) {
      await deleteVersions(s3, parameter('landing/bucket'), landingKey(day, ''));
    }
    await deleteVersions(s3, parameter('landing/bucket'), inboxPrefix(RAW_FILE.name));
    await deleteVersions(s3, parameter('model/bucket'), mappingKey(RAW_FILE.name));
    for (const prefix of await listRawFileReports(parameter('reporting/bucket'))) {
      await deleteVersions(s3, parameter('reporting/bucket'), prefix);
    }
    await deleteVersions(s3, parameter('work/bucket'), '');
    await deleteVersions(s3, parameter('cases/bucket'), '');
    await deleteVersions(s3, parameter('model/bucket'), JOBS_ROOT);
    await deleteVersions(s3, parameter('reporting/bucket'), PORTFOLIO_REPORTS_ROOT);
  },
};

/** Folders of the import reports of the smoke test's mapping; those of other mappings stay. */
export async function listRawFileReports(bucket: string): Promise<string[]> {
  const folders: string[] = [];
  for await (const { key } of getObjectStore().list(bucket, IMPORTS_ROOT)) {
    if (!key.endsWith('/report.json')) continue;
    const report = await getObjectStore().getJson(bucket, key);
    if ((report as ImportReport).mapping === RAW_FILE.name) folders.push(key.replace(/report\.json$/, ''));
  }
  return folders;
}

/** Deletes every version and delete marker below a prefix, page by page. */
async function deleteVersions(s3: S3Client, Bucket: string, Prefix: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors: [error] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (error) throw new CheckFailed(`s3://${Bucket}/${error.Key} cannot be deleted: ${error.Code}: ${error.Message}`);
  }
}
