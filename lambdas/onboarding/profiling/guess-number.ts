/** Guesses how the numbers of a column are written: marks of decimals and groups, signs, and the texts around them. */
import type { ValueFormat } from '../contract/mapping.ts';
import { findUnit, type Unit } from './units.ts';

export type NumberFormat = Extract<ValueFormat, { type: 'number' }>;

/** A text with the rows that have it. */
export interface CountedText {
  text: string;
  rows: number;
}

export interface NumberGuess {
  format: NumberFormat;
  /** The other reading, where 1.234 may be a thousand or a little more than one. */
  alternative: NumberFormat | null;
  /** Share of the rows whose text has the form of a number. */
  share: number;
  /** Some numbers have a point or a comma. */
  usesMarks: boolean;
}

/** Prefix, digits with marks, exponent, suffix. */
const NUMBER_FORM =
  /^([^\d.,]*?)((?:\d[\d.,'\u2019_ \u00a0\u2009\u202f]*\d|\d|(?<![\d])[.,]\d+)[.,]?)((?:[eE][+-]?\d{1,2})?)(\D*)$/u;
const SIGNS_BEFORE = /^[\s()+\u2212\u2010-\u2013-]+|[\s()+\u2212\u2010-\u2013-]+$/gu;
const SIGNS_AFTER = /^[\s()\u2212\u2010-\u2013-]+|[\s()\u2212\u2010-\u2013-]+$/gu;
/** More digits are an identifier: no amount has them. */
const MAX_DIGITS = 18;
const MAX_AFFIXES = 12;

interface NumberText {
  body: string;
  affixes: string[];
  units: Unit[];
  rows: number;
}

/** Splits a text into its digits and the texts around them; undefined when it is no number. */
function splitNumber(text: string): Omit<NumberText, 'rows'> | undefined {
  const [, prefix = '', body, , suffix = ''] = NUMBER_FORM.exec(text) ?? [];
  if (body === undefined) return undefined;
  const before = prefix.replace(SIGNS_BEFORE, '');
  const affixes = [before, suffix.replace(SIGNS_AFTER, '')].filter((affix) => affix !== '');
  const units = affixes.map(findUnit);
  const unitBefore = findUnit(before);
  // The A of A11 and the M of M3 are codes: before a number stands a currency or a comparison.
  if (unitBefore !== undefined && unitBefore !== 'currency' && unitBefore !== 'comparison') return undefined;
  return units.includes(undefined) ? undefined : { body, affixes, units: units as Unit[] };
}

/** Guesses the format of the column's texts; undefined when too few of them are numbers. */
export function guessNumber(texts: readonly CountedText[]): NumberGuess | undefined {
  const tried = sampleTexts(texts);
  const numbers = tried.flatMap(({ text, rows }) => {
    const split = splitNumber(text);
    return split ? [{ ...split, rows }] : [];
  });
  if (numbers.length === 0 || isCodeList(numbers)) return undefined;
  const affixes = [...new Set(numbers.flatMap((number) => number.affixes))];
  const times = new Set(numbers.flatMap(({ units }) => units.filter((unit) => TIME_UNITS.has(unit))));
  // Months and years side by side are no one number.
  if (affixes.length > MAX_AFFIXES || times.size > 1) return undefined;
  const thousands = numbers.flatMap(({ units, rows }) => (units.includes('thousand') ? [rows] : []));
  const all = numbers.reduce((sum, { rows }) => sum + rows, 0);
  const inThousands = thousands.reduce((sum, rows) => sum + rows, 0);
  if (inThousands > 0 && inThousands < all) return undefined;
  const marks = chooseMarks(numbers);
  if (!marks) return undefined;
  const toFormat = ({ decimal, thousands }: Marks): NumberFormat => ({
    type: 'number',
    decimal,
    thousands,
    affixes: affixes.sort((a, b) => b.length - a.length),
    scale: inThousands > 0 ? 1000 : 1,
  });
  return {
    format: toFormat(marks.best),
    alternative: marks.other && toFormat(marks.other),
    usesMarks: numbers.some(({ body }) => /[.,]/.test(body)),
    share: marks.rows / tried.reduce((sum, { rows }) => sum + rows, 0),
  };
}

const MAX_TRIED_TEXTS = 2000;

/** Texts from all over the column: how they are written shows in some of them. */
function sampleTexts(texts: readonly CountedText[]): readonly CountedText[] {
  const step = Math.ceil(texts.length / MAX_TRIED_TEXTS);
  return step <= 1 ? texts : texts.filter((_, index) => index % step === 0);
}

const TIME_UNITS: ReadonlySet<Unit> = new Set<Unit>(['months', 'years', 'weeks', 'days']);

/** Leading zeros and very long digits are codes: a postcode, a number of an account. */
function isCodeList(numbers: readonly NumberText[]): boolean {
  let codes = 0;
  let all = 0;
  for (const { body, rows } of numbers) {
    all += rows;
    if (/^0\d/.test(body) || body.replace(/\D/g, '').length > MAX_DIGITS + (/[.,]/.test(body) ? 4 : 0)) codes += rows;
  }
  return codes > 0.01 * all;
}

type Marks = Pick<NumberFormat, 'decimal' | 'thousands'>;

const MARKS: readonly Marks[] = [
  { decimal: '.', thousands: null },
  { decimal: ',', thousands: null },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
  { decimal: '.', thousands: '_' },
];

const GROUP_FORMS = { '.': '\\.', ',': ',', ' ': '[ \u00a0\u2009\u202f]', "'": "['\u2019]", _: '_' } as const;

const FORMS_OF_MARKS = MARKS.map((marks) => {
  const point = GROUP_FORMS[marks.decimal];
  const group = marks.thousands && GROUP_FORMS[marks.thousands];
  const whole = group ? `(?:\\d*|(?!0)\\d{1,3}(?:${group}\\d{2,3})*${group}\\d{3})` : '\\d*';
  return { marks, form: new RegExp(`^${whole}(?:${point}\\d*)?$`, 'u') };
});

interface ChosenMarks {
  best: Marks;
  other: Marks | null;
  rows: number;
}

function chooseMarks(numbers: readonly NumberText[]): ChosenMarks | undefined {
  const fits = FORMS_OF_MARKS.map(({ marks, form }) => ({
    marks,
    rows: numbers.reduce((sum, { body, rows }) => sum + (form.test(body) ? rows : 0), 0),
  }));
  const most = Math.max(...fits.map(({ rows }) => rows));
  if (most === 0) return undefined;
  const [first, second] = fits.filter(({ rows }) => rows === most).map(({ marks }) => marks);
  if (!first) return undefined;
  const rival = second && findRival(first, fits, most);
  if (!rival) return { best: first, other: null, rows: most };
  return { ...settleRivals(first, rival, numbers), rows: most };
}

/** The reading in which the decimal mark of `first` separates groups, when it fits as many texts and marks are used. */
function findRival(first: Marks, fits: readonly { marks: Marks; rows: number }[], most: number): Marks | undefined {
  if (first.thousands !== null) return undefined;
  return fits.find(({ marks, rows }) => rows === most && marks.thousands === first.decimal)?.marks;
}

/** Decides whether 1.234 is a thousand: by the digits of its neighbours. Keeps the other reading where nothing decides. */
function settleRivals(decimal: Marks, grouped: Marks, numbers: readonly NumberText[]): Omit<ChosenMarks, 'rows'> {
  const marked = numbers.filter(({ body }) => /[.,]/.test(body));
  if (marked.length === 0) return { best: { decimal: '.', thousands: null }, other: null };
  const plain = numbers.filter(({ body }) => !/[.,]/.test(body));
  // A writer of groups would have grouped these.
  if (plain.some(({ body }) => body.length > 3)) return { best: decimal, other: null };
  const MIN_SURE_TEXTS = 20;
  if (plain.length > 0 && marked.length >= MIN_SURE_TEXTS) return { best: grouped, other: null };
  const round = marked.filter(({ body }) => /[.,]\d?00$/.test(body)).length;
  return round >= 0.2 * marked.length || decimal.decimal === ','
    ? { best: grouped, other: decimal }
    : { best: decimal, other: grouped };
}
