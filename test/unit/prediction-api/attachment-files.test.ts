/** Tests of the addresses of attachments: what is signed, and what a browser does with a download. */
import { beforeAll, expect, test } from '@jest/globals';
import { createAttachmentFiles } from '../../../lambdas/prediction-api/contests/attachment-files.ts';

const ID = '01900000-0000-7000-8000-000000000001';

beforeAll(() => {
  Object.assign(process.env, {
    ...{ CASE_BUCKET: 'risk-test-cases', AWS_REGION: 'eu-central-1' },
    ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
  });
});

test('an upload is signed for its size and type, once, below the uploads that nobody has checked', async () => {
  const { upload } = await createAttachmentFiles().signUpload(ID, { media_type: 'image/png', bytes: 1234 });
  const { pathname, searchParams } = new URL(upload.url);
  expect(pathname).toBe(`/uploads/${ID}`);
  expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;if-none-match');
  expect(Number(searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(300);
  expect(upload.headers).toEqual({ 'content-type': 'image/png', 'if-none-match': '*' });
});

test('a download is a file of no type, under a name that no header can misread', async () => {
  const file = { name: 'Ä"b\r\nX-Y: 1%', media_type: 'text/plain' } as const;
  const { url } = await createAttachmentFiles().signDownload(ID, file);
  const { pathname, searchParams } = new URL(url);
  expect(pathname).toBe(`/attachments/${ID}`);
  expect(searchParams.get('response-content-type')).toBe('application/octet-stream');
  expect(searchParams.get('response-cache-control')).toBe('no-store');
  expect(searchParams.get('response-content-disposition')).toBe(
    `attachment; filename="__b__X-Y: 1_.txt"; filename*=UTF-8''%C3%84%22b%0D%0AX-Y%3A%201%25.txt`,
  );
});
