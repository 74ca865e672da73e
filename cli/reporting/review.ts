/** Gathers, signs and finds quarterly reviews, by the functions of the environment. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { REVIEWS_ROOT } from '../../lambdas/shared/object-keys.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The page of a signed review was replaced. */
export class ReviewReplaced extends CommandError {}

/** A review could not be gathered or signed, or there is none. */
export class NoReview extends CommandError {}

export interface StoredReview {
  quarter: string;
  /** Object key of the page. */
  key: string;
  isSigned: boolean;
}

type Parameter = (name: string) => string;

/**
 * Gathers the review of the quarter that ended last.
 * @throws {NoReview} when the function fails, for example because the review is signed
 */
export async function gatherReview(parameter: Parameter): Promise<void> {
  await invoke(parameter('reporting/gather-review-function'), {});
}

/**
 * Signs a review as a person; the AWS identity of the caller is stored too.
 * @throws {NoReview} when there is no such review, or it is signed
 */
export async function signReview(parameter: Parameter, quarter: string, person: string, note: string): Promise<void> {
  const { Arn: caller } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  await invoke(parameter('reporting/sign-review-function'), { quarter, signed_by: person, caller, note });
}

/**
 * Finds the newest review.
 * @throws {NoReview} when none was gathered
 */
export async function findNewestReview(bucket: string): Promise<StoredReview> {
  const keys: string[] = [];
  for await (const { key } of getObjectStore().list(bucket, REVIEWS_ROOT)) keys.push(key);
  const key = keys
    .filter((name) => name.endsWith('.html'))
    .sort()
    .at(-1);
  const quarter = key?.split('/')[1];
  if (!key || !quarter) throw new NoReview('no review was gathered yet: npm run review -- --gather makes one');
  return { quarter, key, isSigned: keys.includes(`${REVIEWS_ROOT}${quarter}/signed.json`) };
}

/**
 * Requires that the page of a signed review is the one that was signed.
 * @throws {ReviewReplaced} when the page is another
 */
export async function requireSignedPage(bucket: string, key: string): Promise<void> {
  const store = getObjectStore();
  const signatureKey = key.replace(/[^/]+$/, 'signed.json');
  const { page_sha256 } = (await store.getJson(bucket, signatureKey)) as { page_sha256?: string };
  const page = await buffer(await store.getStream(bucket, key));
  const found = createHash('sha256').update(page).digest('hex');
  if (page_sha256 === found) return;
  throw new ReviewReplaced(
    `s3://${bucket}/${key} is not the page that was signed: its SHA-256 is ${found}, and ${page_sha256} was signed; the bucket keeps the older versions`,
  );
}

async function invoke(name: string, input: object): Promise<void> {
  const { FunctionError, Payload } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(input) }),
  );
  if (!FunctionError) return;
  const { errorMessage } = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || '{}') as { errorMessage?: string };
  throw new NoReview(errorMessage ?? `${name} failed: npm run logs -- --since 10m shows why`);
}
