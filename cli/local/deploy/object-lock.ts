/** Locks the objects of the audit bucket by default, as its template says: MiniStack's CloudFormation leaves that out. */
import { PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';

const BUCKET_PARAMETER = '/risk/local/audit/bucket';

/** Does nothing where the app that was deployed has no audit bucket. */
export async function lockAuditBucket(settings: LocalSettings): Promise<void> {
  const bucket = await readAuditBucket(settings);
  if (bucket === undefined) return;
  const { audit_lock_mode, audit_lock_days: Days } = loadEnvironmentConfig('local').storage;
  const Mode = audit_lock_mode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE';
  const s3 = new S3Client({ ...buildSdkConfiguration(settings), forcePathStyle: true });
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode, Days } } },
    }),
  );
  s3.destroy();
}

async function readAuditBucket(settings: LocalSettings): Promise<string | undefined> {
  const ssm = new SSMClient(buildSdkConfiguration(settings));
  try {
    return (await ssm.send(new GetParameterCommand({ Name: BUCKET_PARAMETER }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  } finally {
    ssm.destroy();
  }
}
