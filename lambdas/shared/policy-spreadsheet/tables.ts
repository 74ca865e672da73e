/** Lays out the lists of a policy as sheets: which columns each has, and how nested rows become flat ones. */
import type { Operand } from '../policy/condition.ts';
import type { Limit } from '../policy/policy.ts';
import type { ComputedValue } from '../policy/scorecard.ts';
import { COLUMNS, type Columns, type FlatRow } from './table.ts';

const { text, number, bound, condition, operand, list, mark } = COLUMNS;
const deciding = { decision: text, reason: text, feature: text };

/** Lists whose rows are flat, by the name of their sheet. */
export const FLAT_TABLES = {
  bands: { name: text, below_pd: bound },
  cut_offs: { when: condition, approve_below_pd: number, decline_from_pd: number },
  rules: { name: text, when: condition, ...deciding, suspects_fraud: mark },
  lgd: { when: condition, lgd: number },
  ead: { when: condition, feature: text, factor: number },
} satisfies { [sheet: string]: Columns };

/** One row for each limit; `to` is the second bound of between. */
export const LIMIT_COLUMNS: Columns = {
  ...{ name: text, when: condition, of: text, test: text, bound: number, to: number, if_unknown: text },
  ...deciding,
};

/** One row for each bin; `bin` says what it is. */
export const VALUE_COLUMNS: Columns = {
  ...{ value: text, base: number, characteristic: number, reads: operand, bin: text },
  ...{ from: bound, below: bound, categories: list, points: number },
};

const TESTS = ['below', 'at_most', 'above', 'at_least', 'between'] as const;

/** Separates the test of a limit and its bounds. */
export function flattenLimit(limit: Limit): FlatRow {
  const row: FlatRow = { ...limit };
  const test = TESTS.find((name) => name in limit);
  const bounds = [row[test ?? '']].flat();
  return { ...row, test, bound: bounds[0], to: bounds[1] };
}

/** Joins what `flattenLimit` separates. */
export function joinLimit({ test, bound: first, to, ...row }: FlatRow): FlatRow {
  if (test === undefined) return row;
  return { ...row, [String(test)]: test === 'between' ? [first, to] : first };
}

/** One row for each bin of each characteristic. */
export function flattenValues(values: readonly ComputedValue[]): FlatRow[] {
  return values.flatMap(({ name, scorecard }) =>
    scorecard.characteristics.flatMap((part, i) => {
      const row = { value: name, base: scorecard.base, characteristic: i + 1, reads: part as Operand };
      const bins = part.bins.map((bin) =>
        'in' in bin
          ? { ...row, bin: 'categories', categories: bin.in, points: bin.points }
          : { ...row, bin: 'range', ...bin },
      );
      const otherwise = 'otherwise' in part ? [{ ...row, bin: 'otherwise', points: part.otherwise }] : [];
      const unknown = part.if_unknown === undefined ? [] : [{ ...row, bin: 'unknown', points: part.if_unknown }];
      return [...bins, ...otherwise, ...unknown];
    }),
  );
}

/** Joins what `flattenValues` separates. Rows of one value, and of one characteristic, stand together. */
export function joinValues(rows: readonly FlatRow[]): object[] {
  return groupBy(rows, 'value').map((ofValue) => ({
    name: ofValue[0]?.value,
    scorecard: {
      base: ofValue[0]?.base,
      characteristics: groupBy(ofValue, 'characteristic').map(joinCharacteristic),
    },
  }));
}

function joinCharacteristic(rows: readonly FlatRow[]): object {
  const result: FlatRow = { ...(rows[0]?.reads as object), bins: [] };
  for (const { bin, from, below, categories, points } of rows) {
    if (bin === 'unknown') result.if_unknown = points;
    else if (bin === 'otherwise') result.otherwise = points;
    else (result.bins as object[]).push(bin === 'categories' ? { in: categories, points } : { from, below, points });
  }
  return result;
}

/** Groups neighbours with the same value of a field. */
function groupBy(rows: readonly FlatRow[], field: string): FlatRow[][] {
  const groups: FlatRow[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last && last[0]?.[field] === row[field]) last.push(row);
    else groups.push([row]);
  }
  return groups;
}
