/** Schemas of the files of cases: announced, sent to a signed address, checked, downloaded. */
import { z } from 'zod';
import { ATTACHMENT_TYPE_NAMES } from '../../../shared/attachments/media-types.ts';

/** More than a deployment allows (attachments.bytes of lib/config.ts), which decides. */
const MAX_BYTES = 25_000_000;

const AttachmentId = z.uuid().describe('Attachment, UUIDv7');

export const AttachmentFile = z.strictObject({
  name: z.string().min(1).max(300).describe('Name of the file; folders and unusual characters are left out'),
  media_type: z.enum(ATTACHMENT_TYPE_NAMES).describe('What the file is; its content is checked'),
  bytes: z.int().min(1).max(MAX_BYTES).describe('Exact size of the file'),
});

export const AttachmentPath = z.object({
  case_id: z.uuid().describe('Case, UUIDv7'),
  attachment_id: AttachmentId,
});

export const AttachmentUpload = z
  .object({
    attachment_id: AttachmentId,
    upload: z.object({
      url: z.url().describe('Send the file here with PUT'),
      headers: z
        .record(z.string(), z.string())
        .describe('Headers that the PUT must have. It accepts one file of exactly the announced size'),
      expires_at: z.iso.datetime(),
    }),
  })
  .describe('Where to send an attachment. It can be seen when its content was checked, some seconds later');

export const AttachmentDownload = z
  .object({
    url: z.url().describe('Opens the file as a download'),
    expires_at: z.iso.datetime(),
  })
  .describe('Address of an attachment, for some minutes');

export type AttachmentFile = z.infer<typeof AttachmentFile>;
export type AttachmentUpload = z.infer<typeof AttachmentUpload>;
export type AttachmentDownload = z.infer<typeof AttachmentDownload>;

/** Components of the OpenAPI document. */
export const attachmentComponents = { AttachmentFile, AttachmentUpload, AttachmentDownload };
