/** On request of a person: signs a quarterly review. */
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Signature } from './review/review.ts';
import { signReview } from './review/sign-off.ts';

const Input = Signature.omit({ signed_at: true, page_sha256: true });

export const handler = createRiskHandler({ name: 'reporting/sign-review', input: Input }, (input) =>
  signReview(getObjectStore(), requireEnv('REPORT_BUCKET'), { ...input, signed_at: new Date().toISOString() }),
);
