/** Says what the text of a cell looks like: evidence for the delimiter, the header and the end of a table, no more. */

export type CellKind = 'empty' | 'number' | 'date' | 'word' | 'text';

const MISSING_MARK = /^(?:n\/?a|#n\/a|nan|null|none|nil|-+|\?|\.|\\n|missing)$/i;
const NUMBER =
  /^[<>~≤≥]?\s?[-+−(]?\s?(?:[€$£¥₹]|[A-Z]{3}\s)?\s?[-−]?(?:\d[\d.,'’_\s]*|[.,]\d+)(?:[eE][+-]?\d+)?\s?\+?\s?(?:[%‰€$£¥₹]|\p{L}{1,12}\.?)?\)?$/u;
const CLOCK = '(?:[T ,]+\\d{1,2}[:.]\\d{2}.{0,24})?';
const MONTH = '(?:\\p{L}{3,9}\\.?)';
const DATES = [
  new RegExp(`^\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}\\.?${CLOCK}$`),
  new RegExp(`^\\d{1,2}[-/. ]{0,2}${MONTH}[-/., ]{0,2}\\d{2,4}${CLOCK}$`, 'u'),
  new RegExp(`^${MONTH}[-/. ]\\d{1,2}(?:st|nd|rd|th)?,? ?\\d{4}${CLOCK}$`, 'u'),
  /^(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\p{L}*\.?[-/. ']\d{2,4}$/iu,
  /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/,
];
const WORD = /^[\p{L}_][\p{L}\p{M}\d_ .&()+/'-]*$/u;
const LONGEST_TYPED_TEXT = 48;

/** Classifies a text. A mark for "unknown" is as good as empty. */
export function findCellKind(value: string | null): CellKind {
  const text = value?.trim() ?? '';
  if (text === '' || MISSING_MARK.test(text)) return 'empty';
  if (text.length > LONGEST_TYPED_TEXT) return WORD.test(text) ? 'word' : 'text';
  if (DATES.some((date) => date.test(text))) return 'date';
  if (NUMBER.test(text)) return 'number';
  return WORD.test(text) ? 'word' : 'text';
}

export const isTyped = (kind: CellKind): boolean => kind === 'number' || kind === 'date';
