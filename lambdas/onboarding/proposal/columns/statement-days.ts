/** Finds the days of statements: ends of months, one after the other. */
import { addDays, addMonths } from '../../conversion/values/calendar.ts';

/** The last day of the month before. */
export const findEndOfMonthBefore = (day: string): string => addDays(`${day.slice(0, 7)}-01`, -1);

/** The same day some months before; the end of a month stays the end of a month. */
export function goBackMonths(day: string, months: number): string {
  const isMonthEnd = addDays(day, 1).slice(0, 7) !== day.slice(0, 7);
  if (!isMonthEnd) return addMonths(day, -months);
  return addDays(addMonths(`${day.slice(0, 7)}-01`, 1 - months), -1);
}
