/**
 * Reads the texts of a raw column: one compiled reader for each column. Profiling and conversion share it, so that a
 * proposal counts exactly what the conversion will write.
 */
import type { ValueFormat } from '../contract/mapping.ts';
import { createDateReader } from './values/read-date.ts';
import { createNumberReader } from './values/read-number.ts';
import { rememberTexts } from './values/remember-texts.ts';

/** The text does not fit the column's format. */
export const UNFIT = Symbol('unfit');

/**
 * A value as the landing contract writes it (numbers with a point, dates as YYYY-MM-DD, times as YYYY-MM-DDTHH:MM:SSZ,
 * booleans as true and false); null when it is unknown.
 */
export type RawValue = string | null | typeof UNFIT;

export type ValueReader = (text: string | null) => RawValue;

/** What a column says about its texts. */
export interface TextRules {
  format: ValueFormat;
  /** Texts that mean "unknown", beside the empty text. */
  missing?: readonly string[];
  /** Texts that are written instead. They are not read by the format. */
  recode?: Readonly<Record<string, string>> | undefined;
}

/** Creates the reader of a column. Spaces around a text have no meaning. */
export function createValueReader({ format, missing = [], recode }: TextRules): ValueReader {
  const readText = createFormatReader(format);
  const missingTexts = new Set(missing.map((text) => text.trim()));
  // A mark 999 also stands for 999.0, as tools write whole numbers of a column with gaps.
  const missingValues = new Set<RawValue>(format.type === 'text' ? [] : missing.map((text) => readText(text.trim())));
  missingValues.delete(UNFIT);
  const written = new Map(Object.entries(recode ?? {}).map(([text, value]) => [text.trim(), value.trim() || null]));
  const isRecoded = written.size > 0;
  return (raw) => {
    if (raw === null) return null;
    const text = raw.trim();
    if (text === '' || missingTexts.has(text)) return null;
    if (isRecoded) {
      const value = written.get(text);
      if (value !== undefined) return value;
    }
    const value = readText(text);
    return missingValues.size > 0 && missingValues.has(value) ? null : value;
  };
}

type TextReader = (text: string) => string | typeof UNFIT;

function createFormatReader(format: ValueFormat): TextReader {
  switch (format.type) {
    case 'text':
      return readPlainText;
    case 'number':
      return orUnfit(isPlainNumber(format) ? createNumberReader(format) : rememberTexts(createNumberReader(format)));
    case 'date':
      return orUnfit(
        format.format === 'yyyy-MM-dd' ? createDateReader(format) : rememberTexts(createDateReader(format)),
      );
    case 'boolean':
      return createBooleanReader(format.true, format.false);
  }
}

/** Whether reading a number is as fast as looking it up. */
const isPlainNumber = ({ decimal, thousands, affixes, scale }: Extract<ValueFormat, { type: 'number' }>): boolean =>
  decimal === '.' && thousands === null && affixes.length === 0 && scale === 1;

const orUnfit =
  (read: (text: string) => string | undefined): TextReader =>
  (text) =>
    read(text) ?? UNFIT;

const NUL = '\0';

/** A delivery may have no NUL and no half of a surrogate pair. */
const readPlainText: TextReader = (text) => (text.includes(NUL) ? UNFIT : text.toWellFormed());

/** Case has no meaning, and 1.0 is 1. */
function createBooleanReader(trueTexts: readonly string[], falseTexts: readonly string[]): TextReader {
  const simplify = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replace(/^(\d+)\.0+$/, '$1');
  const values = new Map<string, 'true' | 'false'>();
  for (const text of falseTexts) values.set(simplify(text), 'false');
  for (const text of trueTexts) values.set(simplify(text), 'true');
  return (text) => values.get(text) ?? values.get(simplify(text)) ?? UNFIT;
}
