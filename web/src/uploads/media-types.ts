/** Finds the media type of a chosen file by its ending: browsers name types differently, and the store compares content. */
import type { components } from '../../../clients/typescript/api.ts';

export type MediaType = components['schemas']['ContestView']['media_types'][number];

export const MEDIA_ENDINGS: Record<MediaType, readonly string[]> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'text/plain': ['txt'],
};

/** The type of a file, or undefined where none of `allowed` has its ending. */
export function findMediaType(name: string, allowed: readonly MediaType[]): MediaType | undefined {
  const ending = name.split('.').at(-1)?.toLowerCase() ?? '';
  return allowed.find((type) => MEDIA_ENDINGS[type].includes(ending));
}
