/** Removes the objects that the steps and their workflows stored, in every version. */
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { JOBS_ROOT, landingKey, PORTFOLIO_REPORTS_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { requireNoForeignData } from '../require-smoke-environment.ts';
import { findSampleDeliveries } from '../sample.ts';
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
    for (const { asOf } of await findSampleDeliveries()) {
      await deleteVersions(s3, parameter('landing/bucket'), landingKey(asOf, ''));
    }
    await deleteVersions(s3, parameter('work/bucket'), '');
    await deleteVersions(s3, parameter('model/bucket'), JOBS_ROOT);
    await deleteVersions(s3, parameter('reporting/bucket'), PORTFOLIO_REPORTS_ROOT);
  },
};

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
