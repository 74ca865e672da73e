/** Signs addresses of a notice's files in the bucket of case files. Such an address needs no other authorisation. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { requireEnv } from '../../shared/env.ts';
import { noticeKey } from '../../shared/object-keys.ts';

/** Enough to begin a download at once. */
const EXPIRY_SECONDS = 300;

export type SignNoticeFile = (
  noticeId: string,
  file: 'notice.html' | 'notice.pdf',
) => Promise<{ url: string; expires_at: string }>;

export function createNoticeFileSigner(): SignNoticeFile {
  const s3 = new S3Client({});
  return async (noticeId, file) => {
    const expires_at = new Date(Date.now() + EXPIRY_SECONDS * 1000).toISOString();
    const command = new GetObjectCommand({
      ...{ Bucket: requireEnv('CASE_BUCKET'), Key: noticeKey(noticeId, file) },
      ResponseContentDisposition: `attachment; filename="notice-${noticeId}${file.slice('notice'.length)}"`,
      ResponseCacheControl: 'no-store',
    });
    return { url: await getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS }), expires_at };
  };
}
