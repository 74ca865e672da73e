/** Attaches a file of the person to a case: announces it to the API and sends it to the address that the API signs. */
import { useMutation } from '@tanstack/react-query';
import { api } from '../queries/api-client.ts';
import { UnreadableFile } from '../queries/failure.ts';
import { refreshAfterChange } from '../queries/query-client.ts';
import { requireData } from '../queries/require-data.ts';
import { attachmentTexts } from '../texts/review/case.ts';
import { findMediaType, MEDIA_ENDINGS, type MediaType } from './media-types.ts';

const { attach: texts } = attachmentTexts;

const MEDIA_TYPES = Object.keys(MEDIA_ENDINGS) as MediaType[];

/** The file goes to the address that the API signs for exactly this size and type. */
export const useAttach = (case_id: string) =>
  useMutation({ mutationFn: (file: File) => attachFile(case_id, file), onSuccess: refreshAfterChange });

/** @throws {UnreadableFile} when a case does not take the file, or the address did not */
async function attachFile(case_id: string, file: File): Promise<void> {
  const media_type = findMediaType(file.name, MEDIA_TYPES);
  if (!media_type) throw new UnreadableFile(texts.wrongType);
  if (file.size === 0) throw new UnreadableFile(texts.empty);
  const params = { path: { case_id } };
  const body = { name: file.name, media_type, bytes: file.size };
  const { upload } = requireData((await api.POST('/v1/cases/{case_id}/attachments', { params, body })).data);
  const response = await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: file });
  if (!response.ok) throw new UnreadableFile(texts.notSent);
}
