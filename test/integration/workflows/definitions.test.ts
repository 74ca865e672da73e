/** Rules for every state machine file: valid, retried in the same way, caught, limited in time, explained in the runbook. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import validate from 'asl-validator';
import jsonata from 'jsonata';
import { readDefinition } from '../../../testing/workflows/execute-state-machine.ts';

interface State {
  Type: string;
  Resource?: string;
  Retry?: { ErrorEquals: string[]; MaxAttempts: number; BackoffRate: number; IntervalSeconds: number }[];
  Catch?: { ErrorEquals: string[] }[];
  TimeoutSeconds?: number;
  ItemProcessor?: { States: Record<string, State> };
}

const invokeFunction = 'arn:aws:states:::lambda:invoke';
/** Four attempts outlast a short outage. A function retries throttled calls itself. */
const functionRetry = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxAttempts: 3,
  JitterStrategy: 'FULL',
};
/** The functions of batches have reserved concurrency: a step waits for a free environment instead of failing. */
const throttleRetry = {
  ErrorEquals: ['Lambda.TooManyRequestsException'],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxAttempts: 30,
  MaxDelaySeconds: 60,
  JitterStrategy: 'FULL',
};
/** An erasure waits for a run of the daily workflow. */
const runRetry = { ErrorEquals: ['ErasureDuringRun'], IntervalSeconds: 300, BackoffRate: 1, MaxAttempts: 24 };
/** Only the start of a workflow is retried: a workflow that failed has retried its own tasks. */
const startRetry = { ...functionRetry, ErrorEquals: ['StepFunctions.AWSSFNException'], IntervalSeconds: 5 };

const names = readdirSync('statemachines').map((file) => file.replace('.asl.json', ''));
const runbook = readFileSync('docs/runbook.md', 'utf8');

/** Every state of a machine, those of maps included. */
function statesOf(definition: { States: Record<string, State> }): [name: string, state: State][] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}

/** Every `{% … %}` in a value, at any depth. */
function expressionsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('{%') ? [value.slice(2, -2)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsOf) : [];
}

describe.each(names)('%s', (name) => {
  const definition = readDefinition(name);
  const states = statesOf(definition);
  const ofType = (type: string) => states.filter(([, state]) => state.Type === type);

  test('is valid, uses JSONata and has a time limit', () => {
    expect(validate(structuredClone(definition))).toMatchObject({ isValid: true, errors: [] });
    expect(definition.QueryLanguage).toBe('JSONata');
    expect(definition.TimeoutSeconds).toBeGreaterThan(0);
  });

  test.each(ofType('Task'))('%s is retried like the others, caught and limited in time', (task, state) => {
    const throttleRetries = name === 'batch-scoring' ? [throttleRetry] : [];
    const waits = task === 'HandleRequest' ? [runRetry] : [];
    expect(state.Retry).toEqual([
      ...throttleRetries,
      ...waits,
      state.Resource === invokeFunction ? functionRetry : startRetry,
    ]);
    expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
  });

  test('catches failures of maps', () => {
    for (const [, state] of ofType('Map')) expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  test('has expressions that can be parsed', () => {
    const expressions = expressionsOf(definition);
    expect(expressions.length).toBeGreaterThan(0);
    for (const expression of expressions) expect(() => jsonata(expression)).not.toThrow();
  });

  test.each(ofType('Fail'))('%s is explained in the runbook', (fail) => {
    expect(runbook).toMatch(new RegExp(`^### ${fail}$`, 'm'));
  });
});
