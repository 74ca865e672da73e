/** Counts days and months of the calendar, as YYYY-MM-DD. */

const DAY_MS = 86_400_000;

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The last day of the month before. */
export const findEndOfMonthBefore = (day: string): string => addDays(`${day.slice(0, 7)}-01`, -1);

/** The same day some months before; the end of a month stays the end of a month. */
export function goBackMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const isMonthEnd = addDays(day, 1).slice(0, 7) !== day.slice(0, 7);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  const first = new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 7);
  return `${first}-${String(isMonthEnd ? last : Math.min(date, last)).padStart(2, '0')}`;
}
