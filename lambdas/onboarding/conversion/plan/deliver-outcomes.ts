/** Says how an application's outcome is delivered: at once, on the second day of a backtest, or not yet. */
import type { Mapping } from '../../contract/mapping.ts';
import type { TargetDefinition } from '../../contract/target.ts';
import { UNFIT } from '../read-value.ts';
import { addMonths } from '../values/calendar.ts';
import { createTargetEvaluator } from './evaluate-target.ts';
import { createColumnReader, type FoundField, findColumn, listFields } from './find-columns.ts';
import type { FitCounts } from './fit-counts.ts';
import type { DeliveredOutcome, JoinedRow } from './joined-row.ts';
import { type Fault, UNFIT_REASON } from './value-writers.ts';
import { createWithheldTest } from './withhold-outcomes.ts';

export interface OutcomeDelivery {
  kind: 'good' | 'bad' | 'open' | 'withheld';
  now: DeliveredOutcome;
  /** What the second day of a backtest delivers; null for an application that is not withheld. */
  later: DeliveredOutcome | null;
  /** Why a value of the outcome was not used. */
  fault?: Fault | undefined;
}

export type OutcomePlan = (row: JoinedRow, applicationId: string, appliedOn: string) => OutcomeDelivery;

const EARLY_EVENT = 'is before the application, so the outcome stays open';
const OPEN: DeliveredOutcome = { status: 'received', isWithheld: false, defaulted: '', outcome_date: '' };
/** It went bad before its window ended: known to the lender, not yet to a model, and not to be scored. */
const BAD_EARLY: DeliveredOutcome = { ...OPEN, status: 'active' };

/** @param outcomesByDay known outcomes by day of application, as if every window had ended */
export function createOutcomePlan(
  mapping: Mapping,
  asOf: string,
  outcomesByDay: ReadonlyMap<string, number>,
  fits: FitCounts,
): OutcomePlan {
  const { target, backtest } = mapping;
  if (!target) return createDirectPlan(mapping, asOf);
  const evaluate = createTargetEvaluator(mapping, target, asOf, fits);
  const findUnfit = createUnfitFinder(mapping, target);
  const isWithheld = backtest
    ? createWithheldTest(backtest, listEndedDays(outcomesByDay, target.performance_months, asOf))
    : null;
  const readDay = target.performance_months === null ? createDayReader(mapping) : null;
  return (row, applicationId, appliedOn) => {
    const outcome = evaluate(row, appliedOn);
    const fault = findUnfit(row);
    if (outcome.state === 'open') {
      const open: OutcomeDelivery = { kind: 'open', now: outcome.isBadEarly ? BAD_EARLY : OPEN, later: null, fault };
      return outcome.isEventTooEarly
        ? { ...open, fault: { column: target.event_date ?? '', reason: EARLY_EVENT } }
        : open;
    }
    const told = readDay?.(row) ?? null;
    const day = told !== null && told >= appliedOn && told <= asOf ? told : outcome.day;
    if (!backtest || !isWithheld?.(applicationId, appliedOn)) {
      return { kind: outcome.state, now: deliverOutcome(outcome.state, day), later: null, fault };
    }
    const now = { ...OPEN, isWithheld: true };
    const laterDay = backtest.outcome_date < appliedOn ? appliedOn : backtest.outcome_date;
    return { kind: 'withheld', now, later: deliverOutcome(outcome.state, laterDay), fault };
  };
}

/** Finds a value that the target cannot read. Fields and attributes report their own. */
function createUnfitFinder(mapping: Mapping, target: TargetDefinition): (row: JoinedRow) => Fault | undefined {
  const names = [...target.bad, ...target.good].map(({ column }) => column);
  if (target.event_date !== null) names.push(target.event_date);
  const columns = [...new Set(names)].flatMap((name) => findColumn(mapping, name) ?? []);
  const readers = columns
    .filter(({ mapping: { use } }) => use.as === 'target')
    .map((column) => ({
      read: createColumnReader(column),
      fault: { column: column.mapping.column, reason: UNFIT_REASON },
    }));
  return (row) => readers.find(({ read }) => read(row) === UNFIT)?.fault;
}

const deliverOutcome = (state: 'good' | 'bad', day: string): DeliveredOutcome => ({
  status: 'active',
  isWithheld: false,
  defaulted: state === 'bad' ? 'true' : 'false',
  outcome_date: day,
});

function listEndedDays(
  outcomesByDay: ReadonlyMap<string, number>,
  months: number | null,
  asOf: string,
): ReadonlyMap<string, number> {
  if (months === null) return outcomesByDay;
  return new Map([...outcomesByDay].filter(([day]) => addMonths(day, months) <= asOf));
}

const findField = (mapping: Mapping, name: string): FoundField | undefined =>
  listFields(mapping).find(({ use }) => use.field === `loan_applications.${name}`);

function createDayReader(mapping: Mapping): ((row: JoinedRow) => string | null) | null {
  const column = findField(mapping, 'outcome_date');
  if (!column) return null;
  const read = createColumnReader(column);
  return (row) => {
    const value = read(row);
    return value === null || value === UNFIT ? null : value.slice(0, 10);
  };
}

const STATES: Readonly<Record<string, 'good' | 'bad'>> = { true: 'bad', '1': 'bad', false: 'good', '0': 'good' };

/** Without a target definition a column says `defaulted` itself, or every application is open. */
function createDirectPlan(mapping: Mapping, asOf: string): OutcomePlan {
  const column = findField(mapping, 'defaulted');
  const open: OutcomeDelivery = { kind: 'open', now: OPEN, later: null };
  if (!column) return () => open;
  const read = createColumnReader(column);
  const fault = { column: column.mapping.column, reason: UNFIT_REASON };
  return (row) => {
    const value = read(row);
    if (value === null) return open;
    const state = value === UNFIT ? undefined : STATES[value];
    if (!state) return { ...open, fault };
    return { kind: state, now: deliverOutcome(state, asOf), later: null };
  };
}
