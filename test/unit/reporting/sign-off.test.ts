/** A signature says which page was signed, and no later gathering replaces that page. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, expect, test } from '@jest/globals';
import { gatherReview, type ReviewDependencies } from '../../../lambdas/reporting/review/gather-review.ts';
import { findEndedQuarter } from '../../../lambdas/reporting/review/quarter.ts';
import { ReviewSigned, signReview, UnknownReview } from '../../../lambdas/reporting/review/sign-off.ts';
import { ObjectMissing, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { reviewKey } from '../../../lambdas/shared/object-keys.ts';

const quarter = findEndedQuarter(new Date('2026-11-29'));
const pageKey = reviewKey(quarter.name, 'review.html');
const person = {
  ...{ quarter: quarter.name, signed_by: 'Jo Vos', caller: 'arn:aws:iam::1:user/jo' },
  ...{ note: 'Narrow two roles.', signed_at: '2026-11-29T12:00:00.000Z' },
};

let objects: Map<string, Buffer>;
beforeEach(() => {
  objects = new Map();
});

const find = (key: string): Buffer => {
  const found = objects.get(key);
  if (!found) throw new ObjectMissing('reports', key);
  return found;
};
const store = {
  head: async (_: string, key: string) => find(key),
  getStream: async (_: string, key: string) => Readable.from([find(key)]),
  putJson: async (_: string, key: string, value: unknown) => objects.set(key, Buffer.from(JSON.stringify(value))),
  putStream: async (_: string, key: string, body: Readable) =>
    objects.set(key, Buffer.from((await body.toArray()).join(''))),
  putOnce: async (_: string, key: string, bytes: Buffer) => !objects.has(key) && Boolean(objects.set(key, bytes)),
  async *list() {},
} as unknown as ObjectStore;

test('a signature has the hash of the page, and is written once', async () => {
  objects.set(pageKey, Buffer.from('<p>page</p>'));
  const page_sha256 = createHash('sha256').update('<p>page</p>').digest('hex');
  expect(await signReview(store, 'reports', person)).toEqual({ ...person, page_sha256 });
  expect(JSON.parse(String(find(reviewKey(quarter.name, 'signed.json'))))).toEqual({ ...person, page_sha256 });
  await expect(signReview(store, 'reports', { ...person, signed_by: 'Kim' })).rejects.toThrow(ReviewSigned);
});

test('without a page nothing is signed', async () => {
  await expect(signReview(store, 'reports', person)).rejects.toThrow(UnknownReview);
  expect(objects.size).toBe(0);
});

test('a review that is signed while it is gathered anew stays as it was signed', async () => {
  objects.set(pageKey, Buffer.from('signed page'));
  const refused = { send: () => Promise.reject(new Error('no answer')) };
  let signing: Promise<unknown> | undefined;
  const query = async () => {
    signing ??= signReview(store, 'reports', person);
    await signing;
    return [];
  };
  const dependencies = {
    ...{ database: { query }, store, iam: refused, budgets: refused, bucket: 'reports', namePrefix: 'risk-test' },
    ...{ accountId: '1', dependencies: null, logger: { warn() {} } },
  } as unknown as ReviewDependencies;
  await expect(gatherReview(dependencies, quarter)).rejects.toThrow(ReviewSigned);
  expect(String(find(pageKey))).toBe('signed page');
});
