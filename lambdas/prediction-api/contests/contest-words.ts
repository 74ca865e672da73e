/** The words of an applicant as an object of the case bucket: cleaned, and named by its hash. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SubmitContestRequest } from '../contract/schemas/contests.ts';

export const ContestWords = z.object({
  statement: z.string(),
  corrections: z.array(z.object({ field: z.string(), value: z.string() })),
});

/** Nothing that turns text around or breaks a terminal; line breaks and tabs stay in a statement. */
const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      character === '\n' || character === '\t' ? character : ' ',
    )
    .trim();
const cleanLine = (text: string): string => cleanText(text).replace(/\s+/g, ' ');

/** The object, its hash, and whether the applicant says anything. */
export function packWords({
  statement,
  corrections,
  wants_human,
}: Omit<z.output<typeof SubmitContestRequest>, 'token'>): { bytes: Buffer; sha256: string; isAnything: boolean } {
  const words: z.output<typeof ContestWords> = {
    statement: cleanText(statement),
    corrections: corrections
      .map(({ field, value }) => ({ field: cleanLine(field), value: cleanLine(value) }))
      .filter(({ field, value }) => field !== '' && value !== ''),
  };
  const bytes = Buffer.from(JSON.stringify(words));
  const isAnything = words.statement !== '' || words.corrections.length > 0 || wants_human;
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), isAnything };
}
