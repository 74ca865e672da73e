/** Signs reviews, and finds those that wait too long for a signature. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { REVIEWS_ROOT, reviewKey } from '../../shared/object-keys.ts';
import { findEndedQuarter, findEndOfQuarter } from './quarter.ts';
import type { Signature } from './review.ts';

const DAY_MILLISECONDS = 86_400_000;
/** Days after a quarter's end in which its schedule may still be retried. */
const GATHERING_DAYS = 2;

/** There is no review of the quarter. */
export class UnknownReview extends Error {
  override name = 'UnknownReview';
}

/** The review was signed before; a signature is written once. */
export class ReviewSigned extends Error {
  override name = 'ReviewSigned';
}

/** @throws {ReviewSigned} when the review of the quarter is signed */
export async function requireUnsigned(store: ObjectStore, bucket: string, quarter: string): Promise<void> {
  if (await exists(store, bucket, reviewKey(quarter, 'signed.json'))) {
    throw new ReviewSigned(`The review of ${quarter} is signed; it stays as it is`);
  }
}

async function exists(store: ObjectStore, bucket: string, key: string): Promise<boolean> {
  try {
    await store.head(bucket, key);
    return true;
  } catch (error) {
    if (error instanceof ObjectMissing) return false;
    throw error;
  }
}

/**
 * Stores a signature next to its review, with the hash of the page: a page that is replaced afterwards shows it.
 * @returns the signature as stored
 * @throws {UnknownReview} when no review of the quarter was gathered
 * @throws {ReviewSigned} when it was signed before
 */
export async function signReview(
  store: ObjectStore,
  bucket: string,
  person: Omit<Signature, 'page_sha256'>,
): Promise<Signature> {
  const { quarter } = person;
  const signature = { ...person, page_sha256: await hashPage(store, bucket, quarter) };
  const isNew = await store.putOnce(bucket, reviewKey(quarter, 'signed.json'), Buffer.from(JSON.stringify(signature)));
  if (!isNew) throw new ReviewSigned(`The review of ${quarter} is signed already; its signature stays as it is`);
  return signature;
}

async function hashPage(store: ObjectStore, bucket: string, quarter: string): Promise<string> {
  try {
    const page = await buffer(await store.getStream(bucket, reviewKey(quarter, 'review.html')));
    return createHash('sha256').update(page).digest('hex');
  } catch (error) {
    if (!(error instanceof ObjectMissing)) throw error;
    throw new UnknownReview(
      `No review of ${quarter} was gathered, so nothing was signed; npm run review -- --gather makes one`,
    );
  }
}

export interface ReviewWatch {
  /** Quarters whose review waits longer than it may. */
  unsigned: string[];
  /** The review of the quarter that ended last was not gathered. */
  is_missing: boolean;
}

/** @param signOffDays days after a quarter's end until its review must be signed */
export async function watchReviews(
  store: ObjectStore,
  bucket: string,
  signOffDays: number,
  now: Date,
): Promise<ReviewWatch> {
  const gathered = new Set<string>();
  const signed = new Set<string>();
  for await (const { key } of store.list(bucket, REVIEWS_ROOT)) {
    const [, quarter = '', file] = key.split('/');
    if (file === 'review.html') gathered.add(quarter);
    if (file === 'signed.json') signed.add(quarter);
  }
  const countDaysSince = (time: Date) => (now.getTime() - time.getTime()) / DAY_MILLISECONDS;
  const ended = findEndedQuarter(now);
  return {
    unsigned: [...gathered.difference(signed)]
      .filter((quarter) => countDaysSince(findEndOfQuarter(quarter)) > signOffDays)
      .sort(),
    // A new environment has no review until its first quarter ends.
    is_missing: gathered.size > 0 && !gathered.has(ended.name) && countDaysSince(ended.to) > GATHERING_DAYS,
  };
}
