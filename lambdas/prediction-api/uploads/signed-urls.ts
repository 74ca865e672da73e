/** Signs URLs of a batch's upload and result in the work bucket. Such a URL needs no other authorisation until it expires. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { requireEnv } from '../../shared/env.ts';
import { batchResultKey, batchUploadKey } from '../../shared/object-keys.ts';

/** Enough to start a transfer, which may then take longer. */
const EXPIRY_SECONDS = 900;

interface SignedUrl {
  url: string;
  expires_at: string;
}

export interface UrlSigner {
  /**
   * For one PUT of the batch's file: size and type are signed, and that no object exists yet. S3 then refuses a second
   * upload (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
   */
  signUpload(batchId: string, file: { size_bytes: number; content_type: string }): Promise<SignedUrl>;
  /** For GET of the batch's result, which a browser saves as a file. */
  signResult(batchId: string): Promise<SignedUrl>;
}

export function createUrlSigner(): UrlSigner {
  // The file is not known yet, so the SDK must not sign a checksum of it.
  const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const expiresAt = () => new Date(Date.now() + EXPIRY_SECONDS * 1000).toISOString();
  return {
    async signUpload(batchId, { size_bytes, content_type }) {
      const expires_at = expiresAt();
      const command = new PutObjectCommand({
        ...{ Bucket: requireEnv('WORK_BUCKET'), Key: batchUploadKey(batchId) },
        ContentLength: size_bytes,
        ContentType: content_type,
        IfNoneMatch: '*',
      });
      const signableHeaders = new Set(['content-length', 'content-type', 'host', 'if-none-match']);
      return { url: await getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS, signableHeaders }), expires_at };
    },
    async signResult(batchId) {
      const expires_at = expiresAt();
      const command = new GetObjectCommand({
        ...{ Bucket: requireEnv('WORK_BUCKET'), Key: batchResultKey(batchId) },
        ResponseContentDisposition: `attachment; filename="batch-${batchId}.csv.gz"`,
        ResponseCacheControl: 'no-store', // it holds decisions about people
      });
      return { url: await getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS }), expires_at };
    },
  };
}
