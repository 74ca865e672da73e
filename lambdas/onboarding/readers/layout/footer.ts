/** Recognizes the lines below a table that are no rows: totals, counts, notes. */

type Values = readonly (string | null)[];

const TOTAL =
  /^\W*(?:(?:grand |sub)?totals?|sum(?:ma|me)?|gesamt\p{L}*|insgesamt|summe|suma|somme|totale|average|count|records?|rows?|end of (?:file|report|data)|eof|trailer)(?!\p{L})/iu;
/** A longer text is no note, and the expressions below would need long for it. */
const LONGEST_NOTE = 500;
/** The whole of a cell, so that a company named Total is none. */
const TOTAL_ALONE = /^(?:grand |sub)?totals?:?$|^sum(?:me|ma)?:?$|^(?:gesamt|insgesamt|suma|somme|totale):?$/i;
const ROW_COUNT = /^\W*\d[\d.,]*\s+(?:rows?|records?|lines?|zeilen|datens[aä]tze|lignes)(?!\p{L})/iu;

const isFilled = (value: string | null): boolean => value !== null && value.trim() !== '';
export const countFilled = (values: Values): number => values.filter(isFilled).length;

/**
 * Whether a record at the end of a table is a footer. A row that was cut off is none: it has several values, or a number
 * alone.
 * @param typicalFill filled cells of an ordinary row
 */
export function isFooter(values: Values, width: number, typicalFill: number): boolean {
  const filled = values.filter(isFilled) as string[];
  const first = filled[0]?.trim() ?? '';
  const isTotal = filled.some((text) => TOTAL.test(text.trim())) || ROW_COUNT.test(first);
  if (values.length !== width) {
    if (width < 2) return isTotal;
    return isTotal || (filled.length === 1 && values.length === 1 && isSentence(first));
  }
  if (width < 3) return false;
  if (TOTAL_ALONE.test(first)) return true;
  if (filled.length >= typicalFill) return false;
  if (isTotal) return filled.length <= Math.max(2, typicalFill * 0.6);
  return filled.length === 1 && typicalFill >= 4 && isSentence(first);
}

/** A note has words; a key or a number that was cut off has none. */
const isSentence = (text: string): boolean =>
  text.length <= LONGEST_NOTE && (/\p{L}{2,}.*[\s:].*\S/u.test(text) || /^[-=*_#]{3,}/.test(text));
