/** Signs the addresses that take and give attachments. Such an address needs no other authorisation until it expires. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type AttachmentType, formatFileName } from '../../shared/attachments/media-types.ts';
import { requireEnv } from '../../shared/env.ts';
import { attachmentKey, caseUploadKey } from '../../shared/object-keys.ts';
import type { AttachmentDownload, AttachmentFile, AttachmentUpload } from '../contract/schemas/attachments.ts';

/** Enough to start a transfer, which may then take longer. */
const EXPIRY_SECONDS = 300;

export interface AttachmentFiles {
  /**
   * For one PUT of a file: size and type are signed, and that no object exists yet. S3 then refuses a second upload
   * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
   */
  signUpload(attachmentId: string, file: Omit<AttachmentFile, 'name'>): Promise<AttachmentUpload>;
  /** For GET of an accepted file, which a browser saves under its cleaned name. */
  signDownload(attachmentId: string, file: { name: string; media_type: AttachmentType }): Promise<AttachmentDownload>;
}

export function createAttachmentFiles(): AttachmentFiles {
  // The file is not known yet, so the SDK must not sign a checksum of it.
  const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const expiresAt = () => new Date(Date.now() + EXPIRY_SECONDS * 1000).toISOString();
  return {
    async signUpload(attachment_id, { bytes, media_type }) {
      const expires_at = expiresAt();
      const command = new PutObjectCommand({
        ...{ Bucket: requireEnv('CASE_BUCKET'), Key: caseUploadKey(attachment_id) },
        ...{ ContentLength: bytes, ContentType: media_type, IfNoneMatch: '*' },
      });
      const signableHeaders = new Set(['content-length', 'content-type', 'host', 'if-none-match']);
      const url = await getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS, signableHeaders });
      const headers = { 'content-type': media_type, 'if-none-match': '*' };
      return { attachment_id, upload: { url, headers, expires_at } };
    },
    async signDownload(attachmentId, { name, media_type }) {
      const expires_at = expiresAt();
      const command = new GetObjectCommand({
        ...{ Bucket: requireEnv('CASE_BUCKET'), Key: attachmentKey(attachmentId) },
        ResponseContentDisposition: formatDisposition(formatFileName(name, media_type)),
        // S3 cannot be asked for nosniff; bytes of no type are saved and never shown, whatever they look like.
        ResponseContentType: 'application/octet-stream',
        ResponseCacheControl: 'no-store',
      });
      return { url: await getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS }), expires_at };
    },
  };
}

/** RFC 6266: a name for every browser, and the exact one for those that read RFC 8187. */
function formatDisposition(name: string): string {
  const ascii = name.replace(/[^ -~]/g, '_').replace(/["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`;
}
