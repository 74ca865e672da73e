/** Finds rows of a policy that can never apply. It tries every combination of the values at which conditions turn. */
import { type Application, compileCondition, type Test } from '../decision/compile-condition.ts';
import type { Condition, ConditionalRow, NumberTest } from '../policy/condition.ts';
import { DECISIONS, type Decision } from '../policy/decisions.ts';
import { type Limit, orderRules, type Policy } from '../policy/policy.ts';
import { formatPath, type PolicyProblem } from '../policy/policy-problem.ts';
import type { Path } from '../policy/readings.ts';
import { addConditions, findExtent, listRepresentatives, setOperand, type TurnsByOperand } from './representatives.ts';

/** More combinations are not tried: conditions of so many features are left to the simulation. */
const MAX_COMBINATIONS = 10_000;
/** Of all conditions of a policy, so that a check ends within seconds. What is beyond it is left to the simulation. */
const MAX_STEPS = 1_000_000;
/** What a search costs besides its combinations. */
const STEPS_PER_SEARCH = 20;

type Report = (path: Path, problem: string) => void;

interface Search {
  policy: Policy;
  report: Report;
  stepsLeft: number;
}

/** Lists conditions that can never be met, and rows before which another always applies. */
export function findUnreachable(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report: Report = (path, problem) => problems.push({ path: formatPath(path), problem });
  const search: Search = { policy, report, stepsLeft: MAX_STEPS };
  for (const { path, condition } of listConditions(policy)) reportUnmet(search, path, condition);
  if (problems.length > 0) return problems;
  for (const list of ['cut_offs', 'lgd', 'ead', 'pricing'] as const) reportRows(search, list, policy[list]);
  reportShadowed(search, 'rules', policy.rules);
  const limits = policy.limits.map((limit) => ({ ...limit, when: toCondition(limit) }));
  reportShadowed(search, 'limits', limits);
  reportRanges(policy, report);
  return problems;
}

function listConditions(policy: Policy): { path: Path; condition: Condition }[] {
  const lists = ['cut_offs', 'rules', 'matrices', 'limits', 'lgd', 'ead', 'pricing'] as const;
  return lists.flatMap((list) =>
    (policy[list] as ConditionalRow[]).flatMap(({ when }, i) =>
      when ? [{ path: [list, i, 'when'], condition: when }] : [],
    ),
  );
}

/** Reports the innermost conditions that can never be met. */
function reportUnmet(search: Search, path: Path, condition: Condition): boolean {
  const [name, parts] =
    'all' in condition ? ['all', condition.all] : 'any' in condition ? ['any', condition.any] : ['', []];
  const isReported = parts.map((part, i) => reportUnmet(search, [...path, name, i], part)).includes(true);
  if (isReported || canHold(search, [condition], ([test]) => test?.() ?? false)) return isReported;
  search.report(path, 'can never be met');
  return true;
}

/** Of a list of which the first row that is met applies. */
function reportRows(search: Search, list: string, rows: readonly ConditionalRow[]): void {
  for (const i of rows.keys()) {
    const conditions = rows.slice(0, i + 1).map(({ when }) => when);
    const isReached = canHold(search, conditions, (tests) => tests.findIndex((test) => test()) === i);
    if (!isReached) search.report([list, i], 'is never reached: a row before it applies whenever its condition is met');
  }
}

/** Of a list of which the strictest row that is met decides, and the first of equally strict ones. */
function reportShadowed(
  search: Search,
  list: string,
  rows: readonly { name: string; when: Condition; decision: Decision; suspects_fraud?: true | undefined }[],
): void {
  const order = orderRules(rows);
  for (const [i, row] of rows.entries()) {
    const stronger = rows.find((other, j) => {
      const difference = DECISIONS.indexOf(other.decision) - DECISIONS.indexOf(row.decision);
      if (i === j || difference < 0 || (difference === 0 && order.indexOf(other) > order.indexOf(row))) return false;
      return !canHold(search, [row.when, other.when], ([isMet, isOtherMet]) => Boolean(isMet?.()) && !isOtherMet?.());
    });
    if (stronger) search.report([list, i], `is never reached: ${stronger.name} decides whenever its condition is met`);
  }
}

/** A limit as a condition: its figure is read like a feature. */
function toCondition({ when, of, if_unknown = 'not_met', ...limit }: Limit): Condition {
  const figure = { feature: `the figure ${of}`, if_unknown, ...selectTest(limit) } as Condition;
  return when ? { all: [when, figure] } : figure;
}

function selectTest(limit: object): Partial<NumberTest> {
  const tests = ['below', 'at_most', 'above', 'at_least', 'between'];
  return Object.fromEntries(Object.entries(limit).filter(([name]) => tests.includes(name)));
}

/** Reports ranges of scorecards and matrices in which no value lies. */
function reportRanges(policy: Policy, report: Report): void {
  const sides = [
    ...policy.values.flatMap(({ scorecard }, i) =>
      scorecard.characteristics.map((part, j) => ({
        path: ['values', i, 'scorecard', 'characteristics', j, 'bins'],
        part,
      })),
    ),
    ...policy.matrices.flatMap(({ rows, columns }, i) => [
      { path: ['matrices', i, 'rows', 'ranges'], part: rows },
      { path: ['matrices', i, 'columns', 'ranges'], part: columns },
    ]),
  ];
  for (const { path, part } of sides) {
    if ('groups' in part || 'otherwise' in part) continue;
    const [lowest, highest] = findExtent(policy, part);
    for (const [i, { from, below }] of ('ranges' in part ? part.ranges : part.bins).entries()) {
      const isBeyond = (from !== null && from > highest) || (below !== null && below <= lowest);
      if (isBeyond) report([...path, i], `is never reached: the values lie between ${lowest} and ${highest}`);
    }
  }
}

/** Whether a combination of values exists for which the conditions answer so. Too many to try count as yes. */
function canHold(
  search: Search,
  conditions: readonly (Condition | undefined)[],
  answers: (tests: (() => boolean)[]) => boolean,
): boolean {
  search.stepsLeft -= conditions.length + STEPS_PER_SEARCH;
  if (search.stepsLeft < 0) return true;
  const turns: TurnsByOperand = addConditions(new Map(), conditions);
  const operands = [...turns.values()].map((turn) => ({ ...turn, values: listRepresentatives(search.policy, turn) }));
  const combinations = operands.reduce((product, { values }) => product * values.length, 1);
  if (combinations > MAX_COMBINATIONS) return true;
  search.stepsLeft -= combinations;
  if (search.stepsLeft < 0) return true;
  const application: Application = { features: {}, pd32: 0, score: 0, values: {} };
  const tests = conditions.map(compileCondition).map((test: Test) => () => test(application));
  const tryFrom = (i: number): boolean => {
    const operand = operands[i];
    if (!operand) return answers(tests);
    return operand.values.some((value) => {
      setOperand(application, operand.operand, value);
      return tryFrom(i + 1);
    });
  };
  return tryFrom(0);
}
