/** Checks what the schema of a policy cannot: names, references, complete ranges, lists whose last row always applies. */
import type { ConditionalRow } from './condition.ts';
import type { Axis, Policy } from './policy.ts';
import { formatPath, type PolicyProblem } from './policy-problem.ts';
import { listReadings, type Path } from './readings.ts';
import type { NumberRange } from './scorecard.ts';

type Report = (path: Path, problem: string) => void;

/** Lists what is wrong with a policy by itself, whatever features and models there are. */
export function findStructureProblems(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report: Report = (path, problem) => problems.push({ path: formatPath(path), problem });
  checkNames(policy, report);
  checkReferences(policy, report);
  checkTypes(policy, report);
  for (const list of ['cut_offs', 'lgd', 'ead', 'pricing'] as const) checkLastRow(list, policy[list], report);
  checkScorecards(policy, report);
  checkMatrices(policy, report);
  checkPricing(policy, report);
  return problems;
}

function checkNames({ rules, matrices, limits, values, golden_cases }: Policy, report: Report): void {
  const deciding = { rules, matrices, limits };
  const seen = new Map<string, Path>();
  for (const [list, rows] of Object.entries(deciding)) checkUnique(list, rows, seen, report);
  checkUnique('values', values, new Map(), report);
  checkUnique('golden_cases', golden_cases, new Map(), report);
}

function checkUnique(list: string, rows: readonly { name: string }[], seen: Map<string, Path>, report: Report): void {
  for (const [i, { name }] of rows.entries()) {
    const path = [list, i, 'name'];
    const first = seen.get(name);
    if (first) report(path, `the name ${name} is taken by ${formatPath(first)}`);
    else seen.set(name, path);
  }
}

/** Values must exist, and must not lead back to themselves. */
function checkReferences(policy: Policy, report: Report): void {
  const names = policy.values.map(({ name }) => name);
  const reads = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const { path, operand } of listReadings(policy)) {
    if (!('value' in operand)) continue;
    if (!names.includes(operand.value)) report(path, `there is no value ${operand.value}`);
    else if (path[0] === 'values') reads.get(names[Number(path[1])] ?? '')?.push(operand.value);
  }
  for (const [i, name] of names.entries()) {
    const cycle = findCycle(name, reads);
    if (cycle) report(['values', i], `the value leads back to itself: ${cycle.join(' → ')}`);
  }
}

function findCycle(start: string, reads: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const visited = new Set<string>();
  const follow = (name: string, trail: readonly string[]): string[] | undefined => {
    for (const next of reads.get(name) ?? []) {
      if (next === start) return [...trail, next];
      if (visited.has(next)) continue;
      visited.add(next);
      const cycle = follow(next, [...trail, next]);
      if (cycle) return cycle;
    }
    return undefined;
  };
  return follow(start, [start]);
}

/** A feature is a number or a category, everywhere. */
function checkTypes(policy: Policy, report: Report): void {
  const seen = new Map<string, { as: string; path: Path }>();
  for (const { path, operand, as } of listReadings(policy)) {
    if (!('feature' in operand) || as === 'any') continue;
    const first = seen.get(operand.feature);
    if (!first) seen.set(operand.feature, { as, path });
    else if (first.as !== as) {
      report(path, `${operand.feature} is read as a ${as} here and as a ${first.as} at ${formatPath(first.path)}`);
    }
  }
}

/** The last row has no condition, so that a row applies always; rows after one without condition never would. */
function checkLastRow(list: string, rows: readonly ConditionalRow[], report: Report): void {
  for (const [i, { when }] of rows.entries()) {
    const isLast = i === rows.length - 1;
    if (isLast && when) report([list, i, 'when'], 'the last row must have no condition, so that a row always applies');
    if (!isLast && !when)
      report([list, i], 'the rows after this one are never reached: only the last has no condition');
  }
}

function checkScorecards({ values }: Policy, report: Report): void {
  for (const [i, { scorecard }] of values.entries()) {
    for (const [j, part] of scorecard.characteristics.entries()) {
      const path = ['values', i, 'scorecard', 'characteristics', j, 'bins'];
      if ('otherwise' in part)
        checkGroups(
          path,
          part.bins.map((bin) => bin.in),
          report,
        );
      else checkRanges(path, part.bins, report);
    }
  }
}

function checkMatrices({ matrices }: Policy, report: Report): void {
  for (const [i, { rows, columns, decisions }] of matrices.entries()) {
    const path = ['matrices', i];
    const [height, width] = [
      checkAxis([...path, 'rows'], rows, report),
      checkAxis([...path, 'columns'], columns, report),
    ];
    if (decisions.length !== height) {
      report([...path, 'decisions'], `must have as many rows as the matrix, ${height}, and has ${decisions.length}`);
    }
    for (const [j, row] of decisions.entries()) {
      if (row.length === width) continue;
      report([...path, 'decisions', j], `must have a decision for each column, ${width}, and has ${row.length}`);
    }
  }
}

/** @returns how many rows or columns it has */
function checkAxis(path: Path, axis: Axis, report: Report): number {
  if ('ranges' in axis) checkRanges([...path, 'ranges'], axis.ranges, report);
  else
    checkGroups(
      [...path, 'groups'],
      axis.groups.filter((group) => group !== 'otherwise'),
      report,
    );
  return 'ranges' in axis ? axis.ranges.length : axis.groups.length;
}

/** Ranges must cover every number once: the first and the last are open, and each begins where the one before ends. */
function checkRanges(path: Path, ranges: readonly NumberRange[], report: Report): void {
  for (const [i, { from, below }] of ranges.entries()) {
    const [first, last] = [i === 0, i === ranges.length - 1];
    if (first && from !== null)
      report([...path, i, 'from'], `the range below ${from} is missing: the first must have from null`);
    if (last && below !== null)
      report([...path, i, 'below'], `the range from ${below} on is missing: the last must have below null`);
    if (!last && below === null)
      report([...path, i, 'below'], 'overlaps the next range: only the last may have below null');
    if (!first && from === null)
      report([...path, i, 'from'], 'overlaps the range before: only the first may have from null');
    if (from !== null && below !== null && from >= below)
      report([...path, i], `the range from ${from} to below ${below} is empty`);
    const end = ranges[i - 1]?.below ?? null;
    if (end === null || from === null || from === end) continue;
    report(
      [...path, i, 'from'],
      from < end
        ? `overlaps the range before, which ends at ${end}`
        : `the range from ${end} to below ${from} is missing`,
    );
  }
}

function checkGroups(path: Path, groups: readonly (readonly string[])[], report: Report): void {
  const seen = new Map<string, number>();
  for (const [i, group] of groups.entries()) {
    for (const category of group) {
      const first = seen.get(category);
      if (first === undefined) seen.set(category, i);
      else report([...path, i], `the category ${category} is in ${formatPath([...path, first])} too`);
    }
  }
}

function checkPricing({ pricing, bands }: Policy, report: Report): void {
  const names = bands.map(({ name }) => name);
  for (const [i, { up_to_months, rates }] of pricing.entries()) {
    const path = ['pricing', i];
    checkTerms([...path, 'up_to_months'], up_to_months, report);
    const priced = rates.map(({ band }) => band);
    for (const name of names) {
      const rows = priced.filter((band) => band === name).length;
      if (rows !== 1) report([...path, 'rates'], `must have one row for band ${name}, and has ${rows}`);
    }
    for (const [j, row] of rates.entries()) {
      if (!names.includes(row.band)) report([...path, 'rates', j, 'band'], `there is no band ${row.band}`);
      if (row.rates.length === up_to_months.length) continue;
      report(
        [...path, 'rates', j, 'rates'],
        `must have a rate for each term, ${up_to_months.length}, and has ${row.rates.length}`,
      );
    }
  }
}

function checkTerms(path: Path, terms: readonly (number | null)[], report: Report): void {
  for (const [i, months] of terms.entries()) {
    const isLast = i === terms.length - 1;
    if (isLast && months !== null) report([...path, i], 'the last must be null, so that longer terms have a rate');
    if (!isLast && months === null) report([...path, i], 'only the last may be null');
    const before = terms[i - 1];
    if (months !== null && typeof before === 'number' && months <= before)
      report([...path, i], `must exceed ${before}`);
  }
}
