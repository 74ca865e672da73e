/** Moves days (YYYY-MM-DD) by days, months and years. */

const DAY_MS = 86_400_000;

export function addDays(day: string, days: number): string {
  return toDay(Date.parse(day) + days * DAY_MS);
}

/** The same day of another month, or its last day where it is shorter. */
export function addMonths(day: string, months: number): string {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  const date = Number(day.slice(8, 10));
  const index = year * 12 + month - 1 + months;
  const [ofYear, ofMonth] = [Math.floor(index / 12), index % 12];
  const isLeapYear = ofYear % 4 === 0 && (ofYear % 100 !== 0 || ofYear % 400 === 0);
  const lastDate = ofMonth === 1 && isLeapYear ? 29 : (DAYS_IN_MONTH[ofMonth] as number);
  return `${String(ofYear).padStart(4, '0')}-${pad(ofMonth + 1)}-${pad(Math.min(date, lastDate))}`;
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const pad = (value: number): string => (value < 10 ? `0${value}` : String(value));

const toDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);
