/**
 * Monitoring reports no drift where there is none, and reports every kind of drift. The generated lender, with twenty
 * seeds without drift and with one kind of drift each, runs through the daily workflow and the monitoring. All lenders
 * are in one delivery, so that one ETL builds all features; the model that scores a lender distinguishes them.
 */

import { evaluateMeasurements } from '../../../lambdas/monitoring/alerts/evaluate-measurements.ts';
import type { MonitoringResult } from '../../../lambdas/monitoring/contract/results.ts';
import { measureDrift } from '../../../lambdas/monitoring/measurements/measure-drift.ts';
import { monitoringConfiguration } from '../../../lambdas/shared/monitoring-configuration.ts';
import {
  computeBaseline,
  FIRST_DAY,
  LATER_DAY,
  landSyntheticDeliveries,
  registerLenderModel,
  type SyntheticLender,
  scoreOpenApplications,
} from '../../../testing/lenders/synthetic-lender.ts';
import { type DailyHarness, startDailyHarness } from '../../../testing/workflows/daily-harness.ts';

const SEEDS = 20;
const CUSTOMERS = 300;

const steady: SyntheticLender[] = Array.from({ length: SEEDS }, (_, n) => ({
  name: `steady${String(n).padStart(2, '0')}`,
  seed: n + 1,
  customers: CUSTOMERS,
}));
const drifted: (SyntheticLender & { moves: string })[] = [
  { name: 'income', moves: 'annual_income', drift: { income: 1 } },
  { name: 'utilisation', moves: 'utilisation', drift: { utilisation: 2.5 } },
  { name: 'amount', moves: 'amount', drift: { amount: 2 } },
  { name: 'channel', moves: 'application_channel', drift: { channel: 0.5 } },
].map((lender, n) => ({ ...lender, seed: 100 + n, customers: 800 }));

/** All lenders without drift together have the configured minimum of rows. */
const EVERY_STEADY = 'steady';

/** One lender has few open applications. The bounds include the sampling noise of so few rows. */
const small = { ...monitoringConfiguration, drift: { ...monitoringConfiguration.drift, minimum_rows: 10 } };

let harness: DailyHarness;
const baselines = new Map<string, Awaited<ReturnType<typeof computeBaseline>>>();

beforeAll(async () => {
  harness = await startDailyHarness();
  const lenders = [...steady, ...drifted];
  await landSyntheticDeliveries(harness, lenders);
  for (const day of [FIRST_DAY, LATER_DAY]) {
    const { status, cause } = await harness.run({ up_to: day });
    if (status !== 'SUCCEEDED') throw new Error(cause);
    for (const { name } of [...lenders, { name: EVERY_STEADY }]) {
      if (day === FIRST_DAY) {
        baselines.set(name, await computeBaseline(harness, name));
        await registerLenderModel(harness, name);
      }
      await scoreOpenApplications(harness, day, name);
    }
  }
}, 600_000);
afterAll(() => harness?.stop());

async function measured(name: string, as_of: string, bounds = small): Promise<MonitoringResult[]> {
  const baseline = baselines.get(name);
  if (!baseline) throw new Error(`${name} has no baseline`);
  const database = harness.lambdas.db.connect('risk_monitoring');
  return measureDrift(database, { run_id: '', as_of, model_version: name }, baseline, bounds);
}

test.each(steady.map(({ name }) => name))('%s: no drift is reported of an unchanged population', async (name) => {
  for (const day of [FIRST_DAY, LATER_DAY]) {
    const results = await measured(name, day);
    expect(results.some(({ level }) => level === 'insufficient')).toBe(false);
    expect(evaluateMeasurements(results, name, small).reasons).toEqual([]);
  }
});

test('no drift is reported of all steady lenders together, with the real configuration', async () => {
  for (const day of [FIRST_DAY, LATER_DAY]) {
    const results = await measured(EVERY_STEADY, day, monitoringConfiguration);
    expect(results.some(({ level }) => level === 'insufficient')).toBe(false);
    expect(results.filter(({ level }) => level === 'alert')).toEqual([]);
    expect(evaluateMeasurements(results, EVERY_STEADY, monitoringConfiguration).reasons).toEqual([]);
  }
});

test.each(drifted)('$name: the drifted feature is reported, with a reason for a training', async ({ name, moves }) => {
  expect(evaluateMeasurements(await measured(name, FIRST_DAY), name, small).reasons).toEqual([]);
  const { drifted: features, reasons } = evaluateMeasurements(await measured(name, LATER_DAY), name, small);
  expect(features).toContain(moves);
  expect(reasons.length).toBeGreaterThan(0);
});
