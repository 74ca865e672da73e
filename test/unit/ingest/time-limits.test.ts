/** Tests that the limits of a day's steps add up to less than four hours, the recovery time of the ETL. */
import { describe, expect, test } from '@jest/globals';
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { readDefinition } from '../../../testing/workflows/execute-state-machine.ts';

/** The specification's recovery time of the ETL (docs/recovery.md). */
const ETL_RTO_SECONDS = 4 * 60 * 60;
/** A function that fails is called four times, after at most 2, 4 and 8 seconds. */
const ATTEMPTS = 4;
const WAIT_SECONDS = 2 + 4 + 8;

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  TimeoutSeconds?: number;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  ItemProcessor?: Definition;
}

interface Definition {
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, State>;
}

const read = (name: string): Definition & { TimeoutSeconds: number } => readDefinition(name);

/** Seconds of the longest way through the states, each at its limit, a map as one round of its items. */
function addLimits({ StartAt, States }: Definition, name = StartAt): number {
  const state = States[name];
  if (!state) return 0;
  const { TimeoutSeconds = 0, ItemProcessor, Next, Default, Choices = [], Catch = [] } = state;
  const next = [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((catcher) => catcher.Next)];
  const rest = next.flatMap((following) => (following ? addLimits({ StartAt, States }, following) : []));
  return TimeoutSeconds + (ItemProcessor ? addLimits(ItemProcessor) : 0) + Math.max(0, ...rest);
}

describe('a day of the ETL', () => {
  const run = read('daily-etl-run');
  const { OpenRun, ProcessRun } = read('daily-etl').States;

  test('opens a run and processes it in less than four hours, whatever fails', () => {
    const opening = ATTEMPTS * (OpenRun?.TimeoutSeconds ?? Number.NaN) + WAIT_SECONDS;
    expect(opening + (ProcessRun?.TimeoutSeconds ?? Number.NaN)).toBeLessThan(ETL_RTO_SECONDS);
  });

  test('has time for each of its steps to reach its limit and for closing the run', () => {
    expect(addLimits(run)).toBeGreaterThan(run.TimeoutSeconds / 2);
    expect(addLimits(run)).toBeLessThanOrEqual(run.TimeoutSeconds);
  });

  test.each([
    ['ProcessRun', ProcessRun, run.TimeoutSeconds],
    ['ImportFiles', run.States.ImportFiles, read('daily-etl-import').TimeoutSeconds],
    ['BuildFeatures', run.States.BuildFeatures, read('daily-etl-features').TimeoutSeconds],
    ['ScoreApplications', run.States.ScoreApplications, read('scoring').TimeoutSeconds],
  ])('%s waits until its workflow has ended by itself', (_, task, limit) => {
    expect(task?.TimeoutSeconds).toBeGreaterThan(limit);
  });

  test('lets Spark end by its own budget, and PostgreSQL export and import around it', () => {
    const features = read('daily-etl-features');
    const waits = features.States.RunSparkJob?.TimeoutSeconds ?? Number.NaN;
    expect(addLimits(features)).toBeLessThanOrEqual(features.TimeoutSeconds);
    const variables = { RISK_ALARM_EMAIL: 'a@example.com', EMR_SERVERLESS_IMAGE: `x@sha256:${'0'.repeat(64)}` };
    for (const name of ['dev', 'prod']) {
      const budget = loadEnvironmentConfig(name, variables).spark?.budget_minutes ?? Number.NaN;
      expect(60 * budget).toBeLessThan(waits);
    }
  });
});
