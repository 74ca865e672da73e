/** The states of a run stand in run-lifecycle.ts: the migration and the API state the same ones. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { RUN_STATES } from '../../../lambdas/ingest/runs/run-lifecycle.ts';
import { RunSummary } from '../../../lambdas/prediction-api/contract/schemas/runs.ts';

test('the database allows exactly these states', () => {
  const migration = readFileSync('sql/migrations/0004_runs.sql', 'utf8');
  const [, states = ''] = /state text not null default 'running' check \(state in \(([^)]+)\)\)/.exec(migration) ?? [];
  expect(states.split(', ')).toEqual(RUN_STATES.map((state) => `'${state}'`));
});

test('the API shows exactly these states', () => {
  expect(RunSummary.shape.state.options).toEqual([...RUN_STATES]);
});
