/** Makes sure that every application has an amount: a file whose names do not say it is asked about. */

import type { ColumnProfile } from '../../contract/profile.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { ask, type Draft, type DraftColumn, findDraftColumn, useAsField } from '../draft/draft.ts';
import { splitColumnName } from '../names/column-names.ts';
import { namesCode, namesIdentifier } from '../names/column-words.ts';
import { isUnique } from '../names/match-field.ts';
import { hasAmountWord } from '../names/word-classes.ts';

const FIELD = 'loan_applications.amount';
const NONE = 'none';
/** Amounts are larger than ages, terms and counts. */
const MIN_MEDIAN = 200;
/** Amounts in another unit: a person has to say that they are meant. */
const UNITS =
  /^(?:k|thousands?|miles|mille|milliers|migliaia|mil|tsd|tausend|teur|tys|tusen|lakhs?|lacs?|crores?|m|mm|mn|mio|mln|millions?|millones|milhoes|millionen|cents?|centavos|centimes|centesimi|centimos|grosze|minor|pence|paise|paisa|kopecks|ore)$/;

/**
 * Asks for the column of the amount where none is named so. Returns the constant of a file without amounts.
 * @throws {RawFileRefused} when the answer names no column of numbers
 */
export function requireAmount(draft: Draft, others: readonly Draft[]): Record<string, string> {
  if (draft.takenFields.has(FIELD)) return {};
  const candidates = draft.columns
    .filter(({ profile, use }) => use === undefined && isAmountLike(profile))
    .sort((a, b) => median(b.profile) - median(a.profile));
  const large = candidates.filter(({ profile }) => median(profile) >= MIN_MEDIAN);
  const [only] = large.length === 1 && !namesUnit(large[0]?.profile.column ?? '') ? large : [];
  // A column that is named as an amount and is none may be the amount in a form that nobody reads.
  const mayHaveNone =
    candidates.length === 0 &&
    ![draft, ...others].some(({ columns }) => columns.some(({ profile }) => hasAmountWord(profile.column)));
  const answer = ask(draft, {
    id: 'amount',
    text: 'Which column is the amount of the loan?',
    choices: [
      ...candidates.slice(0, 20).map(({ profile }) => ({
        answer: profile.column,
        label: `${profile.column} (${profile.lowest} to ${profile.highest})`,
      })),
      { answer: NONE, label: 'none: every loan counts as 1' },
    ],
    proposed: only?.profile.column ?? (mayHaveNone ? NONE : null),
  });
  if (answer === NONE) return { [FIELD]: '1' };
  const chosen = answer === undefined ? only : requireNumber(draft, answer);
  if (!chosen) return { [FIELD]: '1' };
  useAsField(draft, chosen, [{ field: FIELD }], answer === undefined ? 0.5 : 1);
  return {};
}

const namesUnit = (name: string): boolean => splitColumnName(name).some((word) => UNITS.test(word));

const median = ({ quantiles }: ColumnProfile): number => quantiles?.[1] ?? 0;

const isAmountLike = (profile: ColumnProfile): boolean =>
  profile.format.type === 'number' &&
  profile.distinct > 10 &&
  Number(profile.lowest) >= 0 &&
  profile.personal === null &&
  !namesCode(profile.column) &&
  !(isUnique(profile) && profile.whole && !hasAmountWord(profile.column)) &&
  !namesIdentifier(profile.column);

function requireNumber(draft: Draft, answer: string): DraftColumn {
  const column = findDraftColumn(draft, answer);
  if (column?.profile.format.type === 'number') return column;
  throw new RawFileRefused(
    'InvalidMapping',
    `${answer} is no column of numbers in ${draft.source.profile.file}; name the column with the amount of the loan`,
  );
}
