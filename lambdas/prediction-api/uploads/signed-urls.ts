/** Addresses of single objects of the work bucket that are good for a short time, for whoever holds them. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { requireEnv } from '../../shared/env.ts';
import { batchResultKey, batchUploadKey } from '../../shared/object-keys.ts';

/** Long enough to begin a transfer, which may then take longer; too short to pass the address on. */
const GOOD_FOR_SECONDS = 900;

export type SignedUrl = { url: string; expires_at: string };

export interface UrlSigner {
  /** To PUT the file of a batch: this size and type, which are signed, and nothing else. */
  signUpload(batchId: string, file: { size_bytes: number; content_type: string }): Promise<SignedUrl>;
  /** To GET its result, which a browser saves as a file. */
  signResult(batchId: string): Promise<SignedUrl>;
}

export function createUrlSigner(): UrlSigner {
  // A checksum of what nobody has seen yet must not be signed with the address.
  const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const expiry = () => new Date(Date.now() + GOOD_FOR_SECONDS * 1000).toISOString();
  return {
    async signUpload(batchId, { size_bytes, content_type }) {
      const expires_at = expiry();
      const command = new PutObjectCommand({
        ...{ Bucket: requireEnv('WORK_BUCKET'), Key: batchUploadKey(batchId) },
        ...{ ContentLength: size_bytes, ContentType: content_type },
      });
      const signableHeaders = new Set(['content-length', 'content-type', 'host']);
      return { url: await getSignedUrl(s3, command, { expiresIn: GOOD_FOR_SECONDS, signableHeaders }), expires_at };
    },
    async signResult(batchId) {
      const expires_at = expiry();
      const command = new GetObjectCommand({
        ...{ Bucket: requireEnv('WORK_BUCKET'), Key: batchResultKey(batchId) },
        ResponseContentDisposition: `attachment; filename="batch-${batchId}.csv.gz"`,
      });
      return { url: await getSignedUrl(s3, command, { expiresIn: GOOD_FOR_SECONDS }), expires_at };
    },
  };
}
