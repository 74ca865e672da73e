/** When a run entered its stages, from the history of its execution. */
import { readFileSync } from 'node:fs';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { findStageTimes, STAGE_OF_STATE } from '../../../lambdas/ingest/runs/read-stage-times.ts';

const at = (second: number): string => new Date(Date.UTC(2005, 9, 1, 2, 0, second)).toISOString();

/** The states entered, a second apart; an event of another kind after each. */
const history = (...states: string[]): HistoryEvent[] =>
  states.flatMap((name, second): HistoryEvent[] => [
    {
      type: 'TaskStateEntered',
      id: 2 * second,
      timestamp: new Date(at(second)),
      stateEnteredEventDetails: { name },
    },
    { type: 'TaskScheduled', id: 2 * second + 1, timestamp: new Date(at(second)) },
  ]);

test('are those of the states that begin a stage', () => {
  const events = history('Begin', 'VerifyManifest', 'IsManifestVerified', 'CloseRefusedRun');
  expect(findStageTimes(events)).toEqual({ verify: at(1), close: at(3) });
});

test('are the first ones of a state that is entered again', () => {
  const events = history('Begin', 'VerifyManifest', 'ImportFiles', 'ImportFiles', 'CloseRun');
  expect(findStageTimes(events)).toEqual({ verify: at(1), import: at(2), close: at(4) });
});

test('are none without an event', () => {
  expect(findStageTimes([])).toEqual({});
});

test('cover every state of the workflow that works on a run', () => {
  const { States } = JSON.parse(readFileSync('statemachines/daily-etl-run.asl.json', 'utf8')) as {
    States: Record<string, { Type: string }>;
  };
  const working = Object.keys(States).filter((name) => /^(Task|Map)$/.test(States[name]?.Type ?? ''));
  expect(Object.keys(STAGE_OF_STATE).sort()).toEqual(working.sort());
});
