/**
 * Decides whether a row's loan defaulted, by the target definition of a mapping.
 *
 * With a performance window every application counts only once its window has ended, the bad ones too: bads become known
 * early and goods late, so counting early bads of young applications would overstate their bad rate.
 */
import type { Mapping } from '../../contract/mapping.ts';
import type { TargetCondition, TargetDefinition } from '../../contract/target.ts';
import { UNFIT } from '../read-value.ts';
import { addMonths } from '../values/calendar.ts';
import { createColumnReader, findColumn } from './find-columns.ts';
import { FitCounts } from './fit-counts.ts';
import { type JoinedRow, readText } from './joined-row.ts';

export type Outcome =
  /** Known on `day`. */
  | { state: 'good' | 'bad'; day: string }
  /** Not known; a loan that went bad before its window ended is no longer open to a decision. */
  | { state: 'open'; isBadEarly: boolean; isEventTooEarly?: true };

/** @param appliedOn day of the application */
export type TargetEvaluator = (row: JoinedRow, appliedOn: string) => Outcome;

const OPEN: Outcome = { state: 'open', isBadEarly: false };

/** @param asOf the day up to which the file knows what happened */
export function createTargetEvaluator(
  mapping: Mapping,
  target: TargetDefinition,
  asOf: string,
  fits = new FitCounts(),
): TargetEvaluator {
  const isBad = combineConditions(mapping, target.bad, fits);
  const isGood = target.good.length > 0 ? combineConditions(mapping, target.good, fits) : null;
  const readEventDay = createEventReader(mapping, target, fits);
  const months = target.performance_months;
  return (row, appliedOn) => {
    const bad = isBad(row);
    const eventDay = bad ? readEventDay(row) : null;
    if (bad && eventDay !== null && eventDay < appliedOn) return { ...OPEN, isEventTooEarly: true };
    const windowEnd = months === null ? null : addMonths(appliedOn, months);
    if (windowEnd !== null && windowEnd > asOf) return { state: 'open', isBadEarly: bad === true };
    if (bad) {
      const isWithin = windowEnd === null || eventDay === null || eventDay <= windowEnd;
      return { state: isWithin ? 'bad' : 'good', day: windowEnd ?? clampDay(eventDay, asOf) };
    }
    // What is not known to be no default is not good.
    const good = isGood ? isGood(row) : bad === false;
    return good ? { state: 'good', day: windowEnd ?? asOf } : OPEN;
  };
}

const clampDay = (day: string | null, latest: string): string => (day === null || day > latest ? latest : day);

function createEventReader(
  mapping: Mapping,
  { event_date }: TargetDefinition,
  fits: FitCounts,
): (row: JoinedRow) => string | null {
  const column = event_date === null ? undefined : findColumn(mapping, event_date);
  if (!column) return () => null;
  const read = createColumnReader(column, fits.of(column));
  return (row) => {
    const value = read(row);
    return value === null || value === UNFIT ? null : value.slice(0, 10);
  };
}

/** Null: the value that decides is unknown. */
type Condition = (row: JoinedRow) => boolean | null;

/** True when one holds; null when none does but an unknown one might. */
function combineConditions(mapping: Mapping, conditions: readonly TargetCondition[], fits: FitCounts): Condition {
  const compiled = conditions.map((condition) => createCondition(mapping, condition, fits));
  return (row) => {
    let isUnknown = false;
    for (const condition of compiled) {
      const holds = condition(row);
      if (holds) return true;
      if (holds === null) isUnknown = true;
    }
    return isUnknown ? null : false;
  };
}

function createCondition(mapping: Mapping, condition: TargetCondition, fits: FitCounts): Condition {
  const column = findColumn(mapping, condition.column);
  if (!column) return () => null;
  const read = createColumnReader(column, fits.of(column));
  switch (condition.is) {
    case 'in': {
      const values = new Set(condition.values.map((value) => value.trim()));
      return (row) => {
        if (values.has(readText(row, column)?.trim() ?? '')) return true;
        const value = read(row);
        if (value === null || value === UNFIT) return null;
        return values.has(value);
      };
    }
    case 'at_least':
    case 'below':
      return (row) => {
        const value = read(row);
        if (value === null || value === UNFIT) return null;
        return condition.is === 'at_least' ? Number(value) >= condition.value : Number(value) < condition.value;
      };
    case 'known':
    case 'unknown':
      return (row) => {
        const value = read(row);
        return value === UNFIT ? null : (value === null) === (condition.is === 'unknown');
      };
  }
}
