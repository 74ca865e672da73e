/**
 * Settles readings that compete in one column by the other columns: one program writes all columns of a table, with one
 * mark of decimals and one order of days and months.
 */
import type { ValueFormat } from '../contract/mapping.ts';
import type { FormatGuess } from './guess-format.ts';

/** Decides open readings where the other columns are of one kind. */
export function settleFormats(guesses: readonly FormatGuess[]): FormatGuess[] {
  const decimals = new Set(guesses.filter(isDecided).flatMap(readDecimalMark));
  const orders = new Set(guesses.filter(isDecided).flatMap(({ format }) => readDayOrder(format) ?? []));
  return guesses.map((guess) => {
    if (isDecided(guess) || guess.isMixed) return guess;
    const isFitting = (format: ValueFormat) =>
      (format.type === 'number' && decimals.size === 1 && decimals.has(readMark(format))) ||
      (format.type === 'date' && orders.size === 1 && orders.has(readDayOrder(format) ?? ''));
    const readings = [guess.format, ...guess.alternatives];
    const fitting = readings.find(isFitting);
    if (!fitting) return guess;
    // An amount with three decimals in every row stays doubtful, whatever mark of decimals the other columns have.
    const isDoubtful = fitting.type === 'number' && fitting.thousands === null;
    const alternatives = readings.filter((other) => other !== fitting && (isDoubtful || other.type !== fitting.type));
    return { ...guess, format: fitting, alternatives };
  });
}

const isDecided = ({ format, alternatives }: FormatGuess): boolean =>
  !alternatives.some(({ type }) => type === format.type);

const readMark = (format: ValueFormat): string => (format.type === 'number' ? format.decimal : '');

/** Whole numbers without marks decide nothing. */
const readDecimalMark = ({ format, usesMarks }: FormatGuess): string[] =>
  format.type === 'number' && usesMarks ? [format.decimal] : [];

/** Which of day and month comes first, where both are digits and a year does not say it. */
function readDayOrder(format: ValueFormat): string | undefined {
  if (format.type !== 'date' || !/dd?.MM?.yy|MM?.dd?.yy/.test(format.format)) return undefined;
  return format.format.indexOf('d') < format.format.indexOf('M') ? 'day' : 'month';
}
