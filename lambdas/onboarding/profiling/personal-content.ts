/** Tells personal data by what a column contains, whatever its name is: emails, accounts, cards, ids, phones, names. */
import type { ValueFormat } from '../contract/mapping.ts';
import type { ColumnProfile } from '../contract/profile.ts';
import { isIban, isLuhnNumber, isNationalId } from './checksums.ts';
import { FIRST_NAMES } from './first-names.ts';
import type { CountedText } from './guess-number.ts';
import { foldText } from './units.ts';

export type PersonalContent = NonNullable<ColumnProfile['personal']>;

const EMAIL = /[\p{L}\d._%+-]+@[\p{L}\d-]+\.[\p{L}\d.-]{2,}/u;
const IP_ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$|^(?:[\da-f]{1,4}:){3,7}[\da-f]{0,4}$/i;
const POSITION = /^-?\d{1,2}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}$/;
const PHONE = /^(?:\+|00|\()?\d[\d\s()/.-]{6,20}\d$/;
/** Words of streets; a letter before or after would make them part of another word. */
const STREET =
  /(?<!\p{L})(?:street|st|road|rd|avenue|ave|lane|drive|blvd|boulevard|court|rue|calle|c\/|avenida|av\.|plaza|paseo|via|viale|corso|ulica|ul\.|al\.|aleja|os\.|rua|travessa|chemin|allée|apt|suite|p\.? ?o\.? box)(?!\p{L})|(?:stra(?:ss|ß)e|str\.|weg|gasse|platz|allee|ring|straat|laan|gatan|vägen|vej|gade)(?!\p{L})/iu;

const isCard = (text: string): boolean => {
  const compact = text.replace(/[ -]/g, '');
  return /^[2-6]\d{12,18}$/.test(compact) && isLuhnNumber(compact);
};

/** A number for calls has marks between its digits, or a leading plus or zero; a plain number is none by its content. */
function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  if (!PHONE.test(text) || digits < 8 || digits > 15 || /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:$|[ T])/.test(text))
    return false;
  return /^(?:\+|00?[1-9]|\(\d)/.test(text) || /^\d{3}[-. ]\d{3}[-. ]\d{4}$/.test(text);
}

const isAddress = (text: string): boolean =>
  text.length >= 6 && /\d/.test(text) && /\p{L}{3}/u.test(text) && STREET.test(text);

const PERSON_NAME = /^(?:\p{L}[\p{L}'\u2019.-]*)(?:,?\s+\p{L}[\p{L}'\u2019.-]*){0,4}$/u;

/** A name of people contains a usual first name. */
function isPersonName(text: string): boolean {
  if (text.length > 60 || !PERSON_NAME.test(text)) return false;
  return foldText(text)
    .split(/[^a-z]+/)
    .some((word) => FIRST_NAMES.has(word));
}

interface Detector {
  kind: PersonalContent;
  test: (text: string) => boolean;
  /** Share of the rows from which a column is of this kind. */
  share: number;
  /** Fewest distinct texts. Cities and categories repeat. */
  distinct: number;
}

const DETECTORS: readonly Detector[] = [
  { kind: 'email', test: (text) => EMAIL.test(text), share: 0.05, distinct: 2 },
  { kind: 'iban', test: isIban, share: 0.2, distinct: 2 },
  { kind: 'ip_address', test: (text) => IP_ADDRESS.test(text), share: 0.5, distinct: 3 },
  { kind: 'position', test: (text) => POSITION.test(text), share: 0.5, distinct: 3 },
  { kind: 'card', test: isCard, share: 0.6, distinct: 3 },
  { kind: 'national_id', test: isNationalId, share: 0.8, distinct: 5 },
  { kind: 'phone', test: isPhone, share: 0.5, distinct: 5 },
  { kind: 'address', test: isAddress, share: 0.4, distinct: 5 },
  { kind: 'name', test: isPersonName, share: 0.25, distinct: 8 },
];

const TRIED_TEXTS = 1000;

/** Of numbers only these are personal; a date is none. */
const KINDS_OF_NUMBERS: readonly PersonalContent[] = ['card', 'national_id', 'phone'];

/** Finds the kind of personal data that the column's texts are; null when none. */
export function findPersonalContent(texts: readonly CountedText[], { type }: ValueFormat): PersonalContent | null {
  if (type === 'date' || type === 'boolean') return null;
  const tried = texts.slice(0, TRIED_TEXTS);
  const all = tried.reduce((sum, { rows }) => sum + rows, 0);
  for (const { kind, test, share, distinct } of DETECTORS) {
    if (tried.length < distinct || (type === 'number' && !KINDS_OF_NUMBERS.includes(kind))) continue;
    const rows = tried.reduce((sum, counted) => sum + (test(counted.text.trim()) ? counted.rows : 0), 0);
    if (rows >= share * all) return kind;
  }
  return null;
}

/** Masks an example: its form stays, its letters and digits go. */
export function maskText(text: string): string {
  const short = text.length > 24 ? `${text.slice(0, 24)}…` : text;
  return short.replace(/\p{L}/gu, 'x').replace(/\d/g, '9');
}
