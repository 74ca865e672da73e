/** Prints the result of a simulation: what changes, for whom, and what nobody knows about it. */
import pc from 'picocolors';
import type {
  SimulatedOutcomes,
  SimulatedSet,
  SimulationResult,
} from '../../lambdas/shared/simulation/simulation-result.ts';
import { formatCount, formatDecimal, formatMoney, formatPercent, formatPlural } from '../terminal/format.ts';
import { printTable } from '../terminal/tables.ts';

type Interval = readonly [number, number];

/** Segments with fewer swapped applications say little; the result has them all. */
const SHOWN_SEGMENTS = 8;

export function printSimulation(result: SimulationResult, currency: string | null): void {
  const { rows, first_day, last_day, different, not_decided, unknown_features } = result;
  console.log(
    `\n${pc.bold(formatPlural(rows, 'application'))} of ${first_day} to ${last_day}; ${formatCount(different)} would be decided otherwise`,
  );
  if (not_decided > 0)
    console.log(pc.yellow(`  ${formatPlural(not_decided, 'application')} not decided: the exposure is unknown`));
  for (const { feature, rows: unknown } of unknown_features) {
    console.log(
      pc.yellow(
        `  ${feature} is stored nowhere for ${formatPlural(unknown, 'application')}, so the policy took it as unknown`,
      ),
    );
  }
  printFigures(result, currency);
  printSwaps(result, currency);
  printFairness(result);
  const { baseline, candidate } = result.reviewers;
  console.log(
    `\n  Work for underwriters: ${formatDaily(baseline.per_day)} referred applications a day now, ${formatDaily(candidate.per_day)} simulated`,
  );
}

function printFigures({ baseline, candidate, approval_difference }: SimulationResult, currency: string | null): void {
  const sides = [baseline, candidate];
  const row = (name: string, format: (side: typeof baseline) => string) => [name, ...sides.map(format)];
  printTable(
    ['', `active: ${baseline.policy_versions.join(', ')}`, `simulated: ${candidate.policy_versions.join(', ')}`],
    [
      row('approved', ({ approve }) => formatRate(approve.rate, approve.interval)),
      row('referred', ({ refer }) => formatRate(refer.rate, refer.interval)),
      row('declined', ({ decline }) => formatRate(decline.rate, decline.interval)),
      row('exposure of the approved', ({ exposure }) => formatMoney(exposure, currency)),
      row('expected loss of the approved', ({ expected_loss }) => formatMoney(expected_loss, currency)),
      row('expected return of the approved', ({ expected_return }) => formatMoney(expected_return, currency)),
      row('realised default rate', ({ outcomes }) => formatRate(outcomes.rate, outcomes.interval)),
      row('  of known outcomes', ({ outcomes }) => formatCount(outcomes.known)),
    ],
  );
  const { value, interval } = approval_difference;
  console.log(`  Difference of the approval rates: ${formatRate(value, interval)}`);
}

function printSwaps({ swap_in, swap_out, segments }: SimulationResult, currency: string | null): void {
  printSet('Swap-ins, approved only in the simulation', swap_in, currency);
  printSet('Swap-outs, approved only by what decides now', swap_out, currency);
  const values = segments
    .flatMap(({ label, values: list }) =>
      list.map((value) => ({ name: `${label}: ${value.is_rest ? 'others' : (value.value ?? 'unknown')}`, ...value })),
    )
    .filter((value) => value.swap_in.rows + value.swap_out.rows > 0)
    .sort((a, b) => b.swap_in.rows + b.swap_out.rows - a.swap_in.rows - a.swap_out.rows)
    .slice(0, SHOWN_SEGMENTS);
  if (values.length === 0) return;
  printTable(
    ['segment', 'applications', 'approved now', 'approved, simulated', 'swap-ins', 'swap-outs'],
    values.map((value) => [
      ...[value.name, formatCount(value.rows), formatPercent(value.baseline_approval.rate)],
      ...[
        formatPercent(value.candidate_approval.rate),
        formatCount(value.swap_in.rows),
        formatCount(value.swap_out.rows),
      ],
    ]),
  );
}

function printSet(
  title: string,
  { rows, exposure, expected_loss, outcomes }: SimulatedSet,
  currency: string | null,
): void {
  console.log(
    `\n  ${title}: ${pc.bold(formatCount(rows))}, exposure ${formatMoney(exposure, currency)}, expected loss ${formatMoney(expected_loss, currency)}`,
  );
  if (rows > 0) console.log(`    ${describeOutcomes(outcomes)}`);
}

/** What is known of the outcomes of a set, and the bound of what is not. */
export function describeOutcomes({ known, unknown, rate, interval, bound, expected_rate }: SimulatedOutcomes): string {
  const realised = `${formatRate(rate, interval)} of ${formatPlural(known, 'known outcome')} defaulted`;
  const expected = `the model expects ${formatPercent(expected_rate)}`;
  if (unknown === 0) return `${realised}; ${expected}`;
  const [low, high] = bound ?? [0, 1];
  const all = `the default rate of all is between ${formatPercent(low)} and ${formatPercent(high)}`;
  const what = `the outcomes of ${formatCount(unknown)} of these ${formatCount(known + unknown)} are unknown: ${all}; ${expected}`;
  return known === 0 ? what : `${what}; ${realised}`;
}

function printFairness({ fairness }: SimulationResult): void {
  const compared = fairness.filter(({ candidate_ratio }) => candidate_ratio);
  if (compared.length === 0) return;
  console.log('\n  Approval ratios: the lowest approval rate of a group divided by the highest');
  printTable(
    ['attribute', 'active', 'simulated', 'groups'],
    compared.map(({ attribute, baseline_ratio, candidate_ratio }) => [
      ...[attribute, formatRatio(baseline_ratio), formatRatio(candidate_ratio)],
      `${candidate_ratio?.group} / ${candidate_ratio?.reference}`,
    ]),
  );
}

const formatRate = (rate: number | null, interval: Interval | null): string =>
  interval ? `${formatPercent(rate)} (${formatPercent(interval[0])} to ${formatPercent(interval[1])})` : '–';

const formatRatio = (ratio: { value: number; interval: Interval } | null): string =>
  ratio ? `${formatDecimal(ratio.value, 2)} (${ratio.interval.map((end) => formatDecimal(end, 2)).join(' to ')})` : '–';

const formatDaily = (perDay: number): string => formatDecimal(perDay, 1);
