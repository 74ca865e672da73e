/**
 * `npm run bench:decisions [-- --json]`: measures what one decision costs, by policy, on one thread: the first policies,
 * an example with every part of the language, and a large one of 200 rules, 20 matrices and 50 limits. It also measures
 * reading a policy and checking it.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { decide } from '../lambdas/shared/decision/decide.ts';
import { FEATURES } from '../lambdas/shared/features/catalogue.ts';
import { parsePolicy, toDocument } from '../lambdas/shared/policy/parse-policy.ts';
import type { Policy } from '../lambdas/shared/policy/policy.ts';
import { checkPolicy } from '../lambdas/shared/policy-checks/check-policy.ts';
import { arbitraryApplication } from '../testing/policies/arbitrary-policy.ts';
import { EXAMPLE_POLICY } from '../testing/policies/example-policy.ts';
import { getSeedPolicy } from '../testing/policies/seed-policies.ts';
import { createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const DECISIONS_COUNT = 200_000;
const GOAL_MILLISECONDS = 0.2;

interface Measurement {
  name: string;
  /** Microseconds of one decision. */
  mean: number;
  p99: number;
  /** Milliseconds, once for a policy. */
  read: number;
  check: number;
}

/** The example with so many rows that no lender would write more. */
function buildLargePolicy(): Policy {
  const example = parsePolicy(EXAMPLE_POLICY);
  const repeat = <T extends { name: string }>(rows: readonly T[], count: number) =>
    Array.from({ length: count }, (_, i) => ({ ...(rows[i % rows.length] as T), name: `row_${i}` }));
  const rules = repeat(example.rules, 200);
  const matrices = repeat(example.matrices, 20).map((row) => ({ ...row, name: `matrix_${row.name}` }));
  const limits = repeat(example.limits, 50).map((row) => ({ ...row, name: `limit_${row.name}` }));
  return { ...example, version: 'large', rules, matrices, limits };
}

function measurePolicy(name: string, policy: Policy): Measurement {
  const applications = fc.sample(arbitraryApplication, { numRuns: 1000, seed: 1 });
  const cases = applications.map(({ pd, features }) => ({ pd, features: { months_past_due_1: 0, ...features } }));
  const times: number[] = [];
  for (let i = 0; i < 20_000; i += 1) decideCase(policy, cases[i % cases.length]);
  const started = performance.now();
  for (let i = 0; i < DECISIONS_COUNT; i += 1) decideCase(policy, cases[i % cases.length]);
  const mean = ((performance.now() - started) / DECISIONS_COUNT) * 1000;
  for (let i = 0; i < DECISIONS_COUNT; i += 1) {
    const before = performance.now();
    decideCase(policy, cases[i % cases.length]);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  const p99 = (times[Math.floor(0.99 * times.length)] ?? Number.NaN) * 1000;
  const text = JSON.stringify(toDocument(policy));
  const read = measureOnce(() => parsePolicy(JSON.parse(text)));
  const features = FEATURES.map(({ name, type }) => ({ name, type: type === 'category' ? type : ('number' as const) }));
  const check = measureOnce(() => checkPolicy(JSON.parse(text), { features, model: null }));
  return { name, mean, p99, read, check };
}

function decideCase(
  policy: Policy,
  application: { pd: number; features: Record<string, number | string | null> } | undefined,
) {
  if (application) decide(policy, application.pd, application.features);
}

function measureOnce(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const measured = [
  measurePolicy('2026-11-01', getSeedPolicy('2026-11-01')),
  measurePolicy('2026-11-23', getSeedPolicy('2026-11-23')),
  measurePolicy('example', parsePolicy(EXAMPLE_POLICY)),
  measurePolicy('large', buildLargePolicy()),
];
const table = createTable(['policy', 'µs a decision', 'p99 µs', 'ms to read', 'ms to check']);
for (const { name, mean, p99, read, check } of measured) {
  table.push([name, mean.toFixed(2), p99.toFixed(2), read.toFixed(1), check.toFixed(0)]);
}
console.log(table.toString());
console.log(`${describeMachine()}; load average ${readLoadAverage()}`);
const goals = measured.map(({ name, p99 }): Goal => {
  const value = p99 / 1000;
  return { name: `${name} p99`, value, unit: 'ms', goal: GOAL_MILLISECONDS, met: value <= GOAL_MILLISECONDS };
});
if (options.json) console.log(formatGoals('decisions', goals));
