/** Tests of the tokens in contest links: each opens one contest, and no other text does. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { v7 } from 'uuid';
import {
  hashContestToken,
  InvalidContestToken,
  readContestToken,
  signContestToken,
} from '../../../lambdas/shared/contests/contest-token.ts';

const SECRET = 'x'.repeat(64);
const CLAIM = { contest_id: v7(), expires_at: new Date('2027-01-01T00:00:00Z') };
const TOKEN = signContestToken(SECRET, CLAIM);

describe('token of a contest link', () => {
  test('says which contest and until when, and is the same each time', () => {
    expect(readContestToken(SECRET, TOKEN)).toEqual(CLAIM);
    expect(signContestToken(SECRET, CLAIM)).toBe(TOKEN);
    expect(TOKEN).toHaveLength(71);
    expect(hashContestToken(TOKEN)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is refused when any character of it is another', () => {
    for (let place = 0; place < TOKEN.length; place++) {
      for (const character of ['A', 'Q', 'g', 'w', '9', '-', '.', ' ', '=']) {
        const altered = `${TOKEN.slice(0, place)}${character}${TOKEN.slice(place + 1)}`;
        if (altered !== TOKEN) expect(() => readContestToken(SECRET, altered)).toThrow(InvalidContestToken);
      }
    }
  });

  test('has one spelling: the bits that base64url leaves over are not free', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const place of [26, 70]) {
      for (const character of alphabet) {
        const altered = `${TOKEN.slice(0, place)}${character}${TOKEN.slice(place + 1)}`;
        if (altered !== TOKEN) expect(() => readContestToken(SECRET, altered)).toThrow(InvalidContestToken);
      }
    }
  });

  test('is refused with another expiry, of another person, with another secret, and as any other text', () => {
    const other = signContestToken(SECRET, { ...CLAIM, contest_id: v7() });
    const later = signContestToken('guessed', { ...CLAIM, expires_at: new Date('2037-01-01T00:00:00Z') });
    const [claim] = TOKEN.split('.');
    const [, foreignSignature] = other.split('.');
    for (const text of [later, `${claim}.${foreignSignature}`, `${claim}.`, `.${foreignSignature}`, '', `${TOKEN}\n`]) {
      expect(() => readContestToken(SECRET, text)).toThrow(InvalidContestToken);
    }
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(() => readContestToken(SECRET, text)).toThrow(InvalidContestToken);
      }),
      { numRuns: 200 },
    );
  });
});
