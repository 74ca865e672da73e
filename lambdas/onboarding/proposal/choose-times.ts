/** Chooses the day that the files describe, and whether outcomes are withheld so that there is something to score. */
import type { Mapping } from '../contract/mapping.ts';
import { addDays } from '../conversion/values/calendar.ts';
import type { Draft } from './draft/draft.ts';

/** Days between the first delivery of a backtest and the one with the withheld outcomes. */
export const BACKTEST_DAYS = 31;
const BACKTEST_SHARE = 0.2;
/** A file whose newest date is older describes an earlier time. */
const RECENT_DAYS = 100;

/** The newest day of a column that tells how far the file's knowledge goes. */
interface NewestDay {
  column: string;
  day: string;
}

export function chooseAsOf(
  drafts: readonly [Draft, ...Draft[]],
  appliedAt: { column: string | undefined; constant: string | undefined },
  hasOpen: boolean,
  today: string,
): { asOf: Mapping['as_of']; day: string } {
  if (appliedAt.constant !== undefined) {
    const day = appliedAt.constant;
    return { asOf: { from: 'fixed', day }, day };
  }
  const [draft, ...others] = drafts;
  const fileDay = findDayOfName(draft.source.profile.file);
  if (fileDay && fileDay.day <= today) return { asOf: { from: 'file_name', format: fileDay.format }, day: fileDay.day };
  const newest = findNewestDay(draft, today);
  if (!newest || (hasOpen && newest.day >= addDays(today, -RECENT_DAYS)))
    return { asOf: { from: 'arrival' }, day: today };
  // Statements and payments of other files may be newer than the last loan.
  const later = others.flatMap((other) => findNewestDay(other, today) ?? []).find(({ day }) => day > newest.day);
  if (later) return { asOf: { from: 'fixed', day: later.day }, day: later.day };
  return { asOf: { from: 'newest', column: newest.column }, day: newest.day };
}

function findDayOfName(file: string): { day: string; format: string } | undefined {
  const [, year, mark, month, date] =
    /(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/.exec(file) ?? [];
  if (!year) return undefined;
  const day = `${year}-${month}-${date}`;
  return Number.isNaN(Date.parse(day)) ? undefined : { day, format: `yyyy${mark}MM${mark}dd` };
}

/** Days of births and of the end of contracts say nothing of when the file was written. */
function findNewestDay(draft: Draft, today: string): NewestDay | undefined {
  const days = draft.columns.flatMap(({ profile, use, format }) => {
    const isCounted =
      format.type === 'date' &&
      !profile.mixed_dates &&
      (use?.as === 'target' ||
        (use?.as === 'field' && use.fields.some(({ field }) => /[.](?:applied_at|booked_at|as_of)$/.test(field))));
    const day = profile.highest?.slice(0, 10);
    return isCounted && day && day <= today ? [{ column: profile.column, day }] : [];
  });
  return days.sort((a, b) => (a.day < b.day ? 1 : -1))[0];
}

/** Withholds a share where every outcome is known: nothing would be open to score. */
export function chooseBacktest(asOf: string, hasDates: boolean, today: string): NonNullable<Mapping['backtest']> {
  const deliveredOn = addDays(asOf, BACKTEST_DAYS);
  const latest = deliveredOn > today && asOf < today ? today : deliveredOn;
  return {
    share: BACKTEST_SHARE,
    by: hasDates ? 'newest' : 'hash',
    seed: 'open',
    outcome_date: addDays(latest, -1),
    delivered_on: latest,
  };
}
