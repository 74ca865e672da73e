/** Matches raw columns with columns of the landing contract: by name first, then by whether the values can be that. */
import type { ColumnProfile } from '../../contract/profile.ts';
import { findUnit } from '../../profiling/units.ts';
import { joinWords, splitNormalName } from './column-names.ts';
import type { FieldNames, ValueKind } from './field-names.ts';
import { listFieldsOfWords } from './word-classes.ts';

export interface FieldMatch {
  names: FieldNames;
  confidence: number;
  /** Place of the name in the field's list: the more usual name comes first. */
  rank: number;
}

const EXACT = 0.97;
const WITHOUT_NEUTRAL_WORDS = 0.9;
const OF_WORDS = 0.85;
/** After every name that a list has. */
const LAST_RANK = 1000;

/** Words that add nothing to a name of a loan's or customer's column. */
const NEUTRAL_WORDS = new Set(
  `the of in at a an for loan customer application person code name sk current curr my our field value type kod nazwa
  kredit kredits darlehen darlehens kredytu kredyt pozyczki prestamo credito pret credit du de del des der la le el w
  usd eur gbp pln dem chf czk inr brl mxn twd euro euros dollar dollars stated self reported declared original origination
  antragsteller kreditnehmer emprunteur demandeur solicitante titular prestatario wnioskodawcy kredytobiorcy richiedente`.split(
    /\s+/,
  ),
);

interface NamedField {
  names: FieldNames;
  rank: number;
}

export type NameIndex = ReadonlyMap<string, readonly NamedField[]>;

/** Prepares names for matching. */
export function indexNames(fields: readonly FieldNames[]): NameIndex {
  const index = new Map<string, NamedField[]>();
  for (const names of fields) {
    for (const [rank, name] of names.names.split(',').entries()) {
      const key = joinWords(splitNormalName(name));
      const known = index.get(key) ?? [];
      if (!known.some((field) => field.names === names)) index.set(key, [...known, { names, rank }]);
    }
  }
  return index;
}

/** The fields that the column may be, best first: its name is one of theirs, and its values fit. */
export function matchFields(index: NameIndex, profile: ColumnProfile): FieldMatch[] {
  const words = splitNormalName(profile.column);
  const matches: FieldMatch[] = [];
  const addMatches = (key: string, confidence: number) => {
    for (const { names, rank } of index.get(key) ?? []) {
      const isNew = !matches.some((match) => match.names === names);
      if (isNew && fitsKind(names.kind, profile)) matches.push({ names, confidence, rank });
    }
  };
  addMatches(joinWords(words), EXACT);
  const essential = words.filter((word) => !NEUTRAL_WORDS.has(word));
  if (essential.length > 0 && essential.length < words.length) addMatches(joinWords(essential), WITHOUT_NEUTRAL_WORDS);
  const unitless = essential.filter((word) => !isUnitWord(word));
  if (unitless.length > 0 && unitless.length < essential.length)
    addMatches(joinWords(unitless), WITHOUT_NEUTRAL_WORDS - 0.05);
  for (const names of listFieldsOfWords(profile.column)) {
    const isNew = !matches.some((match) => match.names.field === names.field);
    if (isNew && fitsKind(names.kind, profile)) matches.push({ names, confidence: OF_WORDS, rank: LAST_RANK });
  }
  return matches;
}

/** Thousands change the value, so their word stays. */
const isUnitWord = (word: string): boolean => ![undefined, 'thousand'].includes(findUnit(word));

const MAX_CATEGORIES = 200;

/** Whether the values can be of this kind. */
function fitsKind(kind: ValueKind, profile: ColumnProfile): boolean {
  const { format, quantiles, whole, distinct, known, fits } = profile;
  if (known === 0) return false;
  const [low, median, high] = quantiles ?? [0, 0, 0];
  const isNumber = format.type === 'number' && quantiles !== null && fits >= 0.8;
  switch (kind) {
    case 'amount':
      return isNumber && median >= 0 && high >= 10 && distinct > 2;
    case 'number':
      return isNumber;
    case 'count':
      return isNumber && whole && low >= 0 && high <= 100;
    case 'age':
      return isNumber && median >= 15 && median <= 95 && low >= 0 && high <= 120;
    case 'duration':
      return isNumber && high <= 800 ? low >= 0 || high <= 0 : isNumber && isDays(profile);
    case 'rate':
      return isNumber && low >= 0 && high <= 400;
    case 'date':
      return format.type === 'date';
    case 'year':
      return isNumber && whole && low >= 1900 && high <= 2100;
    case 'category':
      return (
        format.type !== 'date' && distinct <= MAX_CATEGORIES && (format.type !== 'number' || (whole && distinct <= 60))
      );
    case 'key':
      return isKeyLike(profile);
    case 'text':
      return format.type === 'text' ? distinct > 2 : format.type === 'number' && whole && distinct > 20 && high > 1000;
  }
}

/** Days before the application, as Home Credit counts them: negative, or thousands. */
const isDays = ({ quantiles }: ColumnProfile): boolean => quantiles !== null && Math.abs(quantiles[1]) <= 40_000;

/** Whether the texts can be keys: short, without fractions, hardly ever missing. */
export function isKeyLike({ format, whole, words, longest, known, missing, distinct }: ColumnProfile): boolean {
  if (format.type === 'date' || format.type === 'boolean' || (format.type === 'number' && !whole)) return false;
  return words <= 1.2 && longest <= 100 && missing <= 0.02 * (known + missing) && distinct > 2;
}

export const isUnique = ({ known, distinct, missing }: ColumnProfile): boolean =>
  known > 1 && missing === 0 && distinct >= known;
