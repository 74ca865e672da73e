/**
 * The token in an applicant's contest link: which contest, until when, and a signature over both. The database keeps its
 * hash only, so neither the database nor the secret alone opens a contest.
 *
 * Form: base64url of contest id (16 bytes) and expiry (seconds since 1970, 4 bytes), a dot, base64url of HMAC-SHA-256.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { RiskError } from '../errors.ts';

/** Path of the page for applicants, below the dashboard's address; web/hosting-rules.ts serves it. */
export const CONTEST_PATH = '/contest';

/** What a token says. */
export interface ContestClaim {
  contest_id: string;
  expires_at: Date;
}

/** A text is no token that this environment signed: damaged, altered, made up, or signed with an earlier secret. */
export class InvalidContestToken extends RiskError {
  constructor() {
    super('this is no token that was signed here');
  }
}

const ID_BYTES = 16;
const EXPIRY_BYTES = 4;
const TOKEN = /^([\w-]{27})\.([\w-]{43})$/;

/** Signs a token. The expiry counts in whole seconds. */
export function signContestToken(secret: string, { contest_id, expires_at }: ContestClaim): string {
  const claim = Buffer.alloc(ID_BYTES + EXPIRY_BYTES);
  claim.set(parse(contest_id));
  claim.writeUInt32BE(Math.floor(expires_at.getTime() / 1000), ID_BYTES);
  return `${claim.toString('base64url')}.${computeSignature(secret, claim).toString('base64url')}`;
}

/**
 * Reads what a token says, whether it has expired or not.
 * @throws {InvalidContestToken} when it was not signed with this secret, or one character of it is another
 */
export function readContestToken(secret: string, token: string): ContestClaim {
  const [, claimText = '', signatureText = ''] = TOKEN.exec(token) ?? [];
  const claim = Buffer.from(claimText, 'base64url');
  const signature = Buffer.from(signatureText, 'base64url');
  const expected = computeSignature(secret, claim);
  // The last character of each part has bits that base64url ignores: one claim has one token only.
  const isCanonical = claim.toString('base64url') === claimText && signature.toString('base64url') === signatureText;
  if (!isCanonical || signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new InvalidContestToken();
  }
  return {
    contest_id: stringify(claim.subarray(0, ID_BYTES)),
    expires_at: new Date(claim.readUInt32BE(ID_BYTES) * 1000),
  };
}

/** The form in which the database keeps a token: SHA-256, hex. */
export const hashContestToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const computeSignature = (secret: string, claim: Buffer): Buffer =>
  createHmac('sha256', secret).update('contest-link.v1\0').update(claim).digest();
