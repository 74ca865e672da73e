/** Chooses values that stand for all others: a policy treats every value as it treats one of them. */
import type { Application } from '../decision/compile-condition.ts';
import { findFeature } from '../features/catalogue.ts';
import type { FeatureValue } from '../features/feature-record.ts';
import type { Condition, NumberTest, Operand } from '../policy/condition.ts';
import type { Axis, Policy } from '../policy/policy.ts';
import { readCondition } from '../policy/readings.ts';
import type { Characteristic, ComputedValue, NumberRange } from '../policy/scorecard.ts';

/** Where a policy changes its treatment of an operand: bounds of a number, categories of a feature. */
export interface Turns {
  operand: Operand;
  bounds: number[];
  categories: string[];
}

/** Turns by a key of their operand. */
export type TurnsByOperand = Map<string, Turns>;

/** Smallest and largest value, both possible. */
export type Extent = readonly [lowest: number, highest: number];

/** Stands for every category that a policy does not name. No delivery has a category with a line break. */
const OTHER_CATEGORY = '\n';

/** Adds the turns of conditions. */
export function addConditions(turns: TurnsByOperand, conditions: readonly (Condition | undefined)[]): TurnsByOperand {
  for (const condition of conditions) {
    if (!condition) continue;
    const leaves = listLeaves(condition);
    for (const [i, { operand }] of readCondition([], condition).entries()) {
      const leaf = leaves[i] as object;
      const categories = 'in' in leaf ? leaf.in : 'not_in' in leaf ? leaf.not_in : [];
      addTurns(turns, operand, listBounds(leaf), categories as string[]);
    }
  }
  return turns;
}

/** The tests of a condition, in the order of `readCondition`. */
function listLeaves(condition: Condition): object[] {
  if ('all' in condition) return condition.all.flatMap(listLeaves);
  if ('any' in condition) return condition.any.flatMap(listLeaves);
  return 'not' in condition ? listLeaves(condition.not) : [condition];
}

function listBounds(test: Partial<NumberTest>): number[] {
  if ('between' in test && test.between) return test.between;
  return ['below', 'at_most', 'above', 'at_least'].flatMap((name) => test[name as keyof NumberTest] ?? []);
}

/** Adds the turns of an operand. */
export function addTurns(turns: TurnsByOperand, operand: Operand, bounds: number[], categories: string[] = []): void {
  const key = JSON.stringify(operand);
  const earlier = turns.get(key) ?? { operand, bounds: [], categories: [] };
  earlier.bounds.push(...bounds);
  earlier.categories.push(...categories);
  turns.set(key, earlier);
}

/** Adds the turns of a scorecard's characteristic or of a side of a matrix. */
export function addTable(turns: TurnsByOperand, part: Characteristic | Axis): void {
  if ('otherwise' in part)
    addTurns(
      turns,
      part,
      [],
      part.bins.flatMap((bin) => bin.in),
    );
  else if ('groups' in part)
    addTurns(
      turns,
      part,
      [],
      part.groups.flatMap((group) => (group === 'otherwise' ? [] : group)),
    );
  else addTurns(turns, part, listStarts('ranges' in part ? part.ranges : part.bins));
}

const listStarts = (ranges: readonly NumberRange[]) => ranges.flatMap(({ from }) => from ?? []);

/** Lists values that stand for all of an operand. Features may be unknown. */
export function listRepresentatives(policy: Policy, { operand, bounds, categories }: Turns): FeatureValue[] {
  const unknown = 'feature' in operand ? [null] : [];
  if (categories.length > 0) return [...unknown, ...new Set(categories), OTHER_CATEGORY];
  const [lowest, highest] = findExtent(policy, operand);
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  const between = sorted.slice(1).map((bound, i) => (bound + (sorted[i] as number)) / 2);
  const ends = [Math.max(lowest, first - 1), Math.min(highest, last + 1)];
  const numbers = [...ends, ...sorted, ...between].filter((number) => number >= lowest && number <= highest);
  return [...unknown, ...new Set(numbers)];
}

/** The smallest and the largest value of an operand: a feature's range, 0 to 1 for the PD, a scorecard's points. */
export function findExtent(policy: Policy, operand: Operand): Extent {
  const open: Extent = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if ('feature' in operand) return findFeature(operand.feature)?.range ?? open;
  if ('of' in operand) return operand.of === 'pd' ? [0, 1] : open;
  const value = policy.values.find(({ name }) => name === operand.value);
  return value ? findExtentOfPoints(value) : open;
}

function findExtentOfPoints({ scorecard }: ComputedValue): Extent {
  return scorecard.characteristics.reduce<Extent>(
    ([lowest, highest], part) => {
      const others = ['otherwise' in part ? part.otherwise : undefined, part.if_unknown];
      const points = [...part.bins.map((bin) => bin.points), ...others.filter((number) => number !== undefined)];
      return [lowest + Math.min(...points), highest + Math.max(...points)];
    },
    [scorecard.base, scorecard.base],
  );
}

/** Sets an operand of an application. */
export function setOperand(application: Application, operand: Operand, value: FeatureValue): void {
  const { features, values } = application;
  if ('feature' in operand) (features as Record<string, FeatureValue>)[operand.feature] = value;
  else if ('value' in operand) values[operand.value] = Number(value);
  else if (operand.of === 'pd') application.pd32 = Math.fround(Number(value));
  else application.score = Number(value);
}
