/** Documents that others write are read as they come from their tools. */
import type { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { createObjectStore, ObjectNotJson } from '../../../lambdas/shared/aws/object-store.ts';

/** A store whose only object has this text. */
function storeOf(text: string) {
  const body = { transformToString: async () => text };
  return createObjectStore({ send: async () => ({ Body: body, ContentLength: text.length }) } as unknown as S3Client);
}

test('a document behind a byte order mark is read as without it', async () => {
  expect(await storeOf('\ufeff{"as_of":"2024-07-01"}').getJson('landing', 'manifest.json')).toEqual({
    as_of: '2024-07-01',
  });
});

test.each(['', '\ufeff', '{"a":1', '\ufeff\ufeff{}'])('%j is no document', async (text) => {
  await expect(storeOf(text).getJson('landing', 'manifest.json')).rejects.toThrow(ObjectNotJson);
});
