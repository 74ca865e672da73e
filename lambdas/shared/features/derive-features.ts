/**
 * Computes what follows from changed features: ratios, instalments and summaries that the catalogue says are made of
 * them (`follows`). Open it to add the formula of a feature; the SQL in sql/features/ defines each.
 */
import { FEATURES, type Feature } from './catalogue.ts';
import type { FeatureRecord, FeatureValue } from './feature-record.ts';

type Read = (feature: string) => number | undefined;

/** Computes a feature's new value from its own earlier value; undefined where it cannot be known. */
type Formula = (value: number, before: Read, after: Read) => number | undefined;

const MONTHS_PAST_DUE = [1, 2, 3, 4, 5, 6].map((n) => `months_past_due_${n}`);

/** Derived features, each after those that it follows. */
const DERIVED: readonly Feature[] = sortByDependency();

/**
 * Changes features of a record, and what follows from them. What is unknown stays unknown.
 * @returns undefined where a feature of the record follows a changed one and cannot be computed from the record
 */
export function deriveFeatures(
  record: FeatureRecord,
  changes: Readonly<Record<string, FeatureValue>>,
): FeatureRecord | undefined {
  const result: Record<string, FeatureValue> = { ...record, ...changes };
  const changed = new Set(Object.keys(changes));
  const before = createReader(record);
  // A feature that the record does not have and that changes is not known: whatever follows it is not known either.
  const after: Read = (feature) =>
    changed.has(feature) && !(feature in result) ? Number.NaN : readNumber(result, feature);
  for (const { name, follows } of DERIVED) {
    if (name in changes || !follows.some((source) => changed.has(source))) continue;
    const value = record[name];
    if (value === undefined) changed.add(name);
    if (typeof value !== 'number') continue;
    const hasSources = (NEEDED[name] ?? []).every((source) => source in record);
    const next = hasSources ? FORMULAS[name]?.(value, before, after) : undefined;
    if (next === undefined || !Number.isFinite(next)) return undefined;
    if (next === value) continue;
    result[name] = next;
    changed.add(name);
  }
  return result;
}

function readNumber(record: FeatureRecord, feature: string): number | undefined {
  const value = record[feature];
  return typeof value === 'number' ? value : undefined;
}

const createReader =
  (record: FeatureRecord): Read =>
  (feature) =>
    readNumber(record, feature);

/** Features that a record must have, also where they are unknown, for the summaries of the six statements. */
const NEEDED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    ...['months_past_due_max_6m', 'months_past_due_mean_6m', 'statements_late_6m', 'statements_late_2_6m'],
    'statements_paid_in_full_6m',
  ].map((name) => [name, MONTHS_PAST_DUE]),
);

/** Formulas by feature. One that is absent here cannot follow: its sources are not changed where a record has it. */
const FORMULAS: Readonly<Record<string, Formula>> = {
  instalment: (value, before, after) => scale(value, computeInstalment(before), computeInstalment(after)),
  debt_to_income: computeDebtToIncome,
  loan_to_value: divide(['amount']),
  amount_to_limit: divide(['amount'], 'credit_limit'),
  amount_to_income: divide(['amount'], 'annual_income'),
  utilisation: divide(['balance'], 'credit_limit'),
  utilisation_mean_6m: (value, before, after) =>
    add(value, divideNumbers(subtract(after, before, 'utilisation'), before('statements_6m'))),
  // The statements before the newest one are not known one by one: the largest of the six stays.
  utilisation_max_6m: (value, _before, after) => keepLarger(value, after('utilisation')),
  utilisation_trend_6m: (value, before, after) => add(value, subtract(after, before, 'utilisation')),
  balance_trend_6m: (value, before, after) => add(value, subtract(after, before, 'balance')),
  spare_limit: (value, before, after) =>
    add(add(value, negate(subtract(after, before, 'balance', 0))), subtract(after, before, 'credit_limit', 0)),
  net_flow_90d: (value, before, after) =>
    add(add(value, subtract(after, before, 'inflow_90d', 0)), negate(subtract(after, before, 'outflow_90d', 0))),
  months_past_due_max_6m: (value, before, after) =>
    Math.max(...listMonths(before)) === value ? Math.max(...listMonths(after)) : undefined,
  months_past_due_mean_6m: (value, before, after) =>
    value + (sum(listMonths(after)) - sum(listMonths(before))) / listMonths(before).length,
  statements_late_6m: (value, before, after) => value + countChange(before, after, (months) => months >= 1),
  statements_late_2_6m: (value, before, after) => value + countChange(before, after, (months) => months >= 2),
  statements_paid_in_full_6m: (value, before, after) => value + countChange(before, after, (months) => months === -1),
};

/** The features that have a formula. */
export const FORMULA_FEATURES: readonly string[] = Object.keys(FORMULAS);

/** A quotient, of which either part can be a feature that the record does not have, as long as it does not change. */
function divide([numerator]: [string], denominator?: string): Formula {
  return (value, before, after) => {
    const scaled = scaleBy(value, before(numerator), after(numerator));
    if (denominator === undefined || scaled === undefined) return scaled;
    return scaleBy(scaled, after(denominator), before(denominator));
  };
}

/** The value times `to` over `from`; unchanged where neither is known. */
function scaleBy(value: number, from: number | undefined, to: number | undefined): number | undefined {
  return from === to ? value : scale(value, from, to);
}

function scale(value: number, from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined || from === 0 ? undefined : (value * to) / from;
}

/** An annuity; where the rate is unknown, the principal alone is divided. */
function computeInstalment(read: Read): number | undefined {
  const [amount, months, rate = 0] = [read('amount'), read('term_months'), read('annual_rate')];
  if (amount === undefined || months === undefined || months <= 0) return undefined;
  const monthly = rate / 12;
  return monthly > 0 ? (amount * monthly) / (1 - (1 + monthly) ** -months) : amount / months;
}

/** The payments on other debt stay, which are what the ratio has above the instalment. */
function computeDebtToIncome(value: number, before: Read, after: Read): number | undefined {
  const [income, nextIncome] = [before('annual_income'), after('annual_income')];
  const [instalment, nextInstalment] = [before('instalment'), after('instalment')];
  if (instalment === nextInstalment) return scale(value, nextIncome, income);
  if (income === undefined || nextIncome === undefined || instalment === undefined || nextInstalment === undefined)
    return undefined;
  if (nextIncome === 0) return undefined;
  return (((value * income) / 12 - instalment + nextInstalment) * 12) / nextIncome;
}

const listMonths = (read: Read): number[] =>
  MONTHS_PAST_DUE.map((name) => read(name)).filter((value): value is number => value !== undefined);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const countChange = (before: Read, after: Read, matches: (months: number) => boolean): number =>
  listMonths(after).filter(matches).length - listMonths(before).filter(matches).length;

const keepLarger = (value: number, other: number | undefined) =>
  other === undefined ? undefined : Math.max(value, other);

/** How much a feature changed; `fallback` where the record does not have it. */
function subtract(after: Read, before: Read, feature: string, fallback?: number): number | undefined {
  const [from, to] = [before(feature), after(feature)];
  return from === undefined || to === undefined ? fallback : to - from;
}

const add = (value: number | undefined, change: number | undefined) =>
  value === undefined || change === undefined ? undefined : value + change;

const negate = (value: number | undefined) => (value === undefined ? undefined : -value);

const divideNumbers = (value: number | undefined, divisor: number | undefined) =>
  value === undefined || !divisor ? undefined : value / divisor;

function sortByDependency(): Feature[] {
  const derived = FEATURES.filter(({ follows }) => follows.length > 0);
  const sorted = new Set<Feature>();
  const addFeature = (feature: Feature): void => {
    if (sorted.has(feature)) return;
    for (const source of feature.follows) {
      const found = derived.find(({ name }) => name === source);
      if (found) addFeature(found);
    }
    sorted.add(feature);
  };
  derived.forEach(addFeature);
  return [...sorted];
}
