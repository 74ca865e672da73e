/** Moves days (YYYY-MM-DD) by days, months and years. */

const DAY_MS = 86_400_000;

export function addDays(day: string, days: number): string {
  return toDay(Date.parse(day) + days * DAY_MS);
}

/** The same day of another month, or its last day where it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const index = year * 12 + month - 1 + months;
  const lastDate = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  return toDay(Date.UTC(Math.floor(index / 12), index % 12, Math.min(date, lastDate)));
}

const toDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);
