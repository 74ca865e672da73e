/** Routes of the files of cases. */
import { CASE_SECONDS, FILE_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { AttachmentDownload, AttachmentFile, AttachmentPath, AttachmentUpload } from '../schemas/attachments.ts';
import { CasePath } from '../schemas/cases.ts';

const call = { handler: 'cases', scope: 'risk/review' } as const;

export const attachToCaseRoute = defineRoute({
  ...call,
  method: 'POST',
  roles: CASE_SECONDS,
  operationId: 'attachToCase',
  path: '/v1/cases/{case_id}/attachments',
  summary: 'Attach a file to a case',
  description: 'Announces a file and returns the address that takes it. It is checked when it has arrived.',
  params: CasePath,
  body: AttachmentFile,
  response: AttachmentUpload,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});

export const attachmentRoute = defineRoute({
  ...call,
  method: 'GET',
  roles: FILE_READERS,
  operationId: 'getAttachment',
  path: '/v1/cases/{case_id}/attachments/{attachment_id}',
  summary: 'Download a file of a case',
  description: 'The address of an accepted file, for some minutes. The browser saves it and never shows it.',
  params: AttachmentPath,
  response: AttachmentDownload,
  problems: [...SECURED_STATUSES, 400, 404, 409],
});
