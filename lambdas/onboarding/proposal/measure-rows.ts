/**
 * Measures what needs several columns at once, in the first rows of the loans' table: outcomes, and how well each column
 * alone, its gaps or its days tell them.
 */
import type { TargetCondition, TargetDefinition } from '../contract/target.ts';
import { createValueReader, UNFIT, type ValueReader } from '../conversion/read-value.ts';
import { type Draft, type DraftColumn, findDraftColumn } from './draft/draft.ts';

export interface ColumnStrength {
  column: string;
  /** Area under the curve of the column alone, from 0.5; of its known values. */
  auc: number;
  /** Share of known values among bad and good outcomes. */
  knownOfBad: number;
  knownOfGood: number;
}

export interface RowMeasures {
  rows: number;
  outcomes: { good: number; bad: number; open: number };
  strengths: ColumnStrength[];
  /** Date columns of which most days are after the day of the application. */
  laterDates: string[];
}

const MAX_ROWS = 60_000;
const MAX_SKIPPED_ROWS = 2_000_000;
/** Fewer outcomes of a class say nothing about a column. */
const MIN_OUTCOMES = 30;
const MAX_TEXTS = 200;

interface MeasuredColumn {
  column: DraftColumn;
  place: number;
  read: ValueReader;
  values: (string | null)[];
}

type Outcome = 'good' | 'bad' | 'open';

/** Reads rows until both outcomes are frequent enough, or the limit is reached. */
export async function measureRows(
  draft: Draft,
  target: TargetDefinition | null,
  appliedAt: string | undefined,
): Promise<RowMeasures> {
  const measured = draft.columns.flatMap(createMeasured);
  const readOutcome = target ? createOutcomeReader(draft, target) : () => 'open' as const;
  const labels: Outcome[] = [];
  const outcomes = { good: 0, bad: 0, open: 0 };
  let rows = 0;
  const isEnough = () => rows >= MAX_ROWS && (target === null || Math.min(outcomes.good, outcomes.bad) >= MIN_OUTCOMES);
  reading: for (const table of draft.source.tables) {
    for await (const batch of table.rows()) {
      for (const { values } of batch) {
        const outcome = readOutcome(values);
        rows += 1;
        outcomes[outcome] += 1;
        if (rows > MAX_ROWS && outcome === 'open') continue;
        if (labels.length > 2 * MAX_ROWS) continue;
        labels.push(outcome);
        for (const column of measured) column.values.push(readMeasured(column, values));
      }
      if (isEnough() || rows >= MAX_SKIPPED_ROWS) break reading;
    }
  }
  const hasBoth = Math.min(outcomes.good, outcomes.bad) >= MIN_OUTCOMES;
  return {
    rows,
    outcomes,
    strengths: hasBoth ? measured.filter(isInput).map((column) => measureStrength(column, labels)) : [],
    laterDates: appliedAt === undefined ? [] : findLaterDates(measured, appliedAt),
  };
}

function createMeasured(column: DraftColumn, place: number): MeasuredColumn[] {
  const { profile, format, use } = column;
  const isMeasured =
    use?.as === 'attribute' || format.type === 'date' || (use?.as === 'field' && profile.format.type === 'number');
  if (!isMeasured || profile.known === 0) return [];
  return [{ column, place, read: createValueReader({ format, missing: profile.missing_marks }), values: [] }];
}

function readMeasured({ read, place }: MeasuredColumn, values: readonly (string | null)[]): string | null {
  const value = read(values[place] ?? null);
  return value === UNFIT ? null : value;
}

const isInput = ({ column }: MeasuredColumn): boolean =>
  column.format.type !== 'date' &&
  !(column.use?.as === 'field' && column.use.fields.some(({ field }) => field.endsWith('_id')));

function createOutcomeReader(draft: Draft, target: TargetDefinition): (values: readonly (string | null)[]) => Outcome {
  const bad = target.bad.map((condition) => createCondition(draft, condition));
  const good = target.good.map((condition) => createCondition(draft, condition));
  return (values) => {
    const results = bad.map((holds) => holds(values));
    if (results.includes(true)) return 'bad';
    if (good.length > 0) return good.some((holds) => holds(values)) ? 'good' : 'open';
    return results.includes(null) ? 'open' : 'good';
  };
}

/** Null: the value that decides is unknown. */
function createCondition(
  draft: Draft,
  condition: TargetCondition,
): (values: readonly (string | null)[]) => boolean | null {
  const column = findDraftColumn(draft, condition.column);
  if (!column) return () => null;
  const place = draft.columns.indexOf(column);
  const read = createValueReader({ format: column.format, missing: column.profile.missing_marks });
  const wanted = condition.is === 'in' ? new Set(condition.values) : null;
  return (values) => {
    const text = values[place] ?? null;
    if (wanted && text !== null && wanted.has(text.trim())) return true;
    const value = read(text);
    if (condition.is === 'known' || condition.is === 'unknown')
      return (value === null) === (condition.is === 'unknown');
    if (value === null || value === UNFIT) return null;
    if (condition.is === 'at_least') return Number(value) >= condition.value;
    return condition.is === 'below' ? Number(value) < condition.value : false;
  };
}

function measureStrength({ column, values }: MeasuredColumn, labels: readonly Outcome[]): ColumnStrength {
  const known = { good: 0, bad: 0 };
  const all = { good: 0, bad: 0 };
  const pairs: { value: string; isBad: boolean }[] = [];
  for (const [index, label] of labels.entries()) {
    if (label === 'open') continue;
    all[label] += 1;
    const value = values[index];
    if (value === null || value === undefined) continue;
    known[label] += 1;
    pairs.push({ value, isBad: label === 'bad' });
  }
  const isNumber = column.format.type === 'number';
  return {
    column: column.profile.column,
    auc: isNumber ? measureAuc(pairs.map(({ value, isBad }) => [Number(value), isBad])) : measureTextAuc(pairs),
    knownOfBad: all.bad === 0 ? 0 : known.bad / all.bad,
    knownOfGood: all.good === 0 ? 0 : known.good / all.good,
  };
}

/** Area under the curve, at least 0.5: the direction does not matter. Equal values count half. */
function measureAuc(pairs: readonly (readonly [value: number, isBad: boolean])[]): number {
  const ordered = [...pairs].sort(([a], [b]) => a - b);
  const bad = ordered.filter(([, isBad]) => isBad).length;
  const good = ordered.length - bad;
  if (Math.min(bad, good) < MIN_OUTCOMES) return 0.5;
  let rankSum = 0;
  for (let from = 0; from < ordered.length; ) {
    let to = from;
    while (to < ordered.length && ordered[to]?.[0] === ordered[from]?.[0]) to += 1;
    const meanRank = (from + 1 + to) / 2;
    for (let at = from; at < to; at += 1) if (ordered[at]?.[1]) rankSum += meanRank;
    from = to;
  }
  const auc = (rankSum - (bad * (bad + 1)) / 2) / (bad * good);
  return Math.max(auc, 1 - auc);
}

/** Categories in the order of their bad rates. Many categories would fit any outcome. */
function measureTextAuc(pairs: readonly { value: string; isBad: boolean }[]): number {
  const groups = Map.groupBy(pairs, ({ value }) => value);
  if (groups.size > MAX_TEXTS || groups.size > 0.05 * pairs.length) return 0.5;
  const rates = new Map(
    [...groups].map(([value, group]) => [value, group.filter(({ isBad }) => isBad).length / group.length]),
  );
  return measureAuc(pairs.map(({ value, isBad }) => [rates.get(value) ?? 0, isBad]));
}

function findLaterDates(measured: readonly MeasuredColumn[], appliedAt: string): string[] {
  const dates = measured.filter(({ column }) => column.format.type === 'date');
  const applied = dates.find(({ column }) => column.profile.column === appliedAt);
  if (!applied) return [];
  return dates.flatMap((other) => {
    const { use, profile } = other.column;
    if (other === applied || (use?.as !== 'left_out' && use?.as !== 'field')) return [];
    const pairs = other.values.flatMap((day, index) => {
      const since = applied.values[index];
      return day && since ? [day.slice(0, 10) > since.slice(0, 10)] : [];
    });
    const later = pairs.filter(Boolean).length;
    return pairs.length >= 20 && later > 0.5 * pairs.length ? [profile.column] : [];
  });
}
