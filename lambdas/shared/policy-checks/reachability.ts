/** Finds rows of a policy that can never apply. It tries every combination of the values at which conditions turn. */
import { type Application, compileCondition, type Test } from '../decision/compile-condition.ts';
import type { Condition, ConditionalRow, NumberTest } from '../policy/condition.ts';
import { DECISIONS, type Decision } from '../policy/decisions.ts';
import type { Limit, Policy } from '../policy/policy.ts';
import { formatPath, type PolicyProblem } from '../policy/policy-problem.ts';
import type { Path } from '../policy/readings.ts';
import { addConditions, findExtent, listRepresentatives, setOperand, type TurnsByOperand } from './representatives.ts';

/** More combinations are not tried: conditions of so many features are left to the simulation. */
const MAX_COMBINATIONS = 10_000;

type Report = (path: Path, problem: string) => void;

/** Lists conditions that can never be met, and rows before which another always applies. */
export function findUnreachable(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report: Report = (path, problem) => problems.push({ path: formatPath(path), problem });
  for (const { path, condition } of listConditions(policy)) reportUnmet(policy, path, condition, report);
  if (problems.length > 0) return problems;
  for (const list of ['cut_offs', 'lgd', 'ead', 'pricing'] as const) reportRows(policy, list, policy[list], report);
  reportShadowed(policy, 'rules', policy.rules, report);
  reportShadowed(
    policy,
    'limits',
    policy.limits.map((limit) => ({ ...limit, when: toCondition(limit) })),
    report,
  );
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
function reportUnmet(policy: Policy, path: Path, condition: Condition, report: Report): boolean {
  const [name, parts] =
    'all' in condition ? ['all', condition.all] : 'any' in condition ? ['any', condition.any] : ['', []];
  const isReported = parts.map((part, i) => reportUnmet(policy, [...path, name, i], part, report)).includes(true);
  if (isReported || canHold(policy, [condition], ([test]) => test?.() ?? false)) return isReported;
  report(path, 'can never be met');
  return true;
}

/** Of a list of which the first row that is met applies. */
function reportRows(policy: Policy, list: string, rows: readonly ConditionalRow[], report: Report): void {
  for (const i of rows.keys()) {
    const conditions = rows.slice(0, i + 1).map(({ when }) => when);
    const isReached = canHold(policy, conditions, (tests) => tests.findIndex((test) => test()) === i);
    if (!isReached) report([list, i], 'is never reached: a row before it applies whenever its condition is met');
  }
}

/** Of a list of which the strictest row that is met decides, and the first of equally strict ones. */
function reportShadowed(
  policy: Policy,
  list: string,
  rows: readonly { name: string; when: Condition; decision: Decision }[],
  report: Report,
): void {
  for (const [i, row] of rows.entries()) {
    const stronger = rows.find((other, j) => {
      const difference = DECISIONS.indexOf(other.decision) - DECISIONS.indexOf(row.decision);
      if (i === j || difference < 0 || (difference === 0 && j > i)) return false;
      return !canHold(policy, [row.when, other.when], ([isMet, isOtherMet]) => Boolean(isMet?.()) && !isOtherMet?.());
    });
    if (stronger) report([list, i], `is never reached: ${stronger.name} decides whenever its condition is met`);
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
  policy: Policy,
  conditions: readonly (Condition | undefined)[],
  answers: (tests: (() => boolean)[]) => boolean,
): boolean {
  const turns: TurnsByOperand = addConditions(new Map(), conditions);
  const operands = [...turns.values()].map((turn) => ({ ...turn, values: listRepresentatives(policy, turn) }));
  if (operands.reduce((product, { values }) => product * values.length, 1) > MAX_COMBINATIONS) return true;
  const application: Application = { features: {}, pd32: 0, score: 0, values: {} };
  const tests = conditions.map(compileCondition).map((test: Test) => () => test(application));
  const search = (i: number): boolean => {
    const operand = operands[i];
    if (!operand) return answers(tests);
    return operand.values.some((value) => {
      setOperand(application, operand.operand, value);
      return search(i + 1);
    });
  };
  return search(0);
}
