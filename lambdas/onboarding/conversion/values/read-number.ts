/** Reads numbers as people and tools write them: marks of groups, currencies, percent, brackets and signs after them. */
import type { ValueFormat } from '../../contract/mapping.ts';

type NumberFormat = Extract<ValueFormat, { type: 'number' }>;

/** Returns the number as digits with a point, without zeros at either end; undefined when the text is no such number. */
type NumberReader = (text: string) => string | undefined;

/** Longest text that can be a number. */
const MAX_NUMBER_LENGTH = 100;

export function createNumberReader(format: NumberFormat): NumberReader {
  const takeOffAffixes = createAffixRemover(format.affixes);
  const numberForm = createNumberForm(format);
  const applyScale = createScale(format.scale);
  const hasPlainForm = format.decimal === '.' && format.scale === 1;
  const separators = format.thousands && toAnyOf(SEPARATOR_FORMS[format.thousands]);
  const everySeparator = separators ? new RegExp(separators, 'g') : null;
  return (text) => {
    if (hasPlainForm && isPlainInteger(text)) return text;
    if (text.length > MAX_NUMBER_LENGTH) return undefined;
    const { isNegative, digits } = takeOffSigns(text, takeOffAffixes);
    const [, whole = '', fraction = '', exponent] = numberForm.exec(digits) ?? [];
    if (whole === '' && fraction === '') return undefined;
    const ungrouped = everySeparator ? whole.replace(everySeparator, '') : whole;
    return applyScale(isNegative, ungrouped, fraction, exponent);
  };
}

const DIGIT_ZERO = 0x30;
const DIGIT_NINE = 0x39;
const MINUS = 0x2d;

/** Whether the text is a whole number as it is written: the common case, without a regular expression. */
function isPlainInteger(text: string): boolean {
  const { length } = text;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  if (length === start || length > 16) return false;
  if (text.charCodeAt(start) === DIGIT_ZERO && (length > start + 1 || start === 1)) return false;
  for (let at = start; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < DIGIT_ZERO || code > DIGIT_NINE) return false;
  }
  return true;
}

/** What people type for each mark of groups: any space, any apostrophe. */
const SEPARATOR_FORMS = {
  '.': '.',
  ',': ',',
  ' ': ' \u00a0\u2009\u202f',
  "'": "'\u2019",
  _: '_',
} as const;

const toAnyOf = (characters: string): string => `[${characters}]`;

/** Groups have three digits, or two before the last one, as in India: 12,34,567. A number may also be without marks. */
function createNumberForm({ decimal, thousands }: NumberFormat): RegExp {
  const point = decimal === '.' ? '\\.' : ',';
  const grouped = thousands
    ? `|\\d{1,3}(?:${toAnyOf(SEPARATOR_FORMS[thousands])}\\d{2,3})*${toAnyOf(SEPARATOR_FORMS[thousands])}\\d{3}`
    : '';
  return new RegExp(`^(\\d*${grouped})(?:${point}(\\d*))?(?:[eE]([+-]?\\d{1,3}))?$`);
}

/** Takes a sign off: before or after the number and its affixes, as a bracket, or as one of the minus signs of Unicode. */
function takeOffSigns(text: string, takeOffAffixes: (text: string) => string): { isNegative: boolean; digits: string } {
  let rest = text;
  let isNegative = false;
  if (rest.startsWith('(') && rest.endsWith(')')) {
    isNegative = true;
    rest = rest.slice(1, -1).trim();
  }
  const outer = takeOffSign(rest);
  const inner = outer.sign ? { sign: '', rest: takeOffAffixes(outer.rest) } : takeOffSign(takeOffAffixes(rest));
  const sign = outer.sign || inner.sign;
  if (sign === '-') isNegative = !isNegative;
  return { isNegative, digits: inner.rest };
}

const FIRST_SIGN = /^([-+\u2212\u2010-\u2013])\s*(?=.)/;
const LAST_SIGN = /(?<=\d\s*)(-|\u2212)$/;

function takeOffSign(text: string): { sign: '' | '+' | '-'; rest: string } {
  const [first, sign] = FIRST_SIGN.exec(text) ?? [];
  if (first && sign) return { sign: sign === '+' ? '+' : '-', rest: text.slice(first.length) };
  if (LAST_SIGN.test(text)) return { sign: '-', rest: text.slice(0, -1).trimEnd() };
  return { sign: '', rest: text };
}

/** Takes texts off both ends, the longest first and each once. Case has no meaning. */
function createAffixRemover(affixes: readonly string[]): (text: string) => string {
  const folded = affixes
    .map((affix) => affix.trim().toLowerCase())
    .filter((affix) => affix !== '')
    .sort((a, b) => b.length - a.length);
  if (folded.length === 0) return (text) => text;
  return (text) => {
    let rest = text;
    for (const affix of folded) {
      const lower = rest.toLowerCase();
      if (lower.length !== rest.length) return rest;
      if (lower.startsWith(affix)) rest = rest.slice(affix.length).trim();
      else if (lower.endsWith(affix)) rest = rest.slice(0, -affix.length).trim();
    }
    return rest;
  };
}

type Scale = (isNegative: boolean, whole: string, fraction: string, exponent: string | undefined) => string;

/** Powers of ten move the point, so that every digit stays; any other scale keeps 15 digits. */
function createScale(scale: number): Scale {
  const power = Math.round(Math.log10(Math.abs(scale)));
  const isPower = Math.abs(scale) === Number(`1e${power}`);
  return (isNegative, whole, fraction, exponent) => {
    const shift = Number(exponent ?? 0) + (isPower ? power : 0);
    const sign = isNegative !== scale < 0;
    if (isPower) return writeDigits(sign, whole + fraction, whole.length + shift);
    const product = Number(`${whole || '0'}.${fraction || '0'}e${shift}`) * Math.abs(scale);
    const [mantissa = '0', exponentDigits = '0'] = product.toExponential(14).split('e');
    return writeDigits(sign, mantissa.replace('.', ''), 1 + Number(exponentDigits));
  };
}

/** Writes digits with a point after the first `point` of them. */
function writeDigits(isNegative: boolean, digits: string, point: number): string {
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const whole = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const fraction = padded.slice(at).replace(/0+$/, '');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return isNegative && text !== '0' ? `-${text}` : text;
}
