/** Every state machine file: valid, patient with what may mend, and clear about what does not. */
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
/** A function repeats what is throttled by itself; four attempts in all outlast a short outage. */
const functionRetry = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxAttempts: 3,
  JitterStrategy: 'FULL',
};
/** A workflow that ran and failed has tried everything itself: only its start is tried again. */
const startRetry = { ...functionRetry, ErrorEquals: ['StepFunctions.AWSSFNException'], IntervalSeconds: 5 };

const names = readdirSync('statemachines').map((file) => file.replace('.asl.json', ''));
const runbook = readFileSync('docs/runbook.md', 'utf8');

/** Every state of a machine, those inside of maps included. */
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

  test('is valid, in JSONata, and ends by itself', () => {
    expect(validate(structuredClone(definition))).toMatchObject({ isValid: true, errors: [] });
    expect(definition.QueryLanguage).toBe('JSONata');
    expect(definition.TimeoutSeconds).toBeGreaterThan(0);
  });

  test.each(ofType('Task'))('%s is retried alike, caught and limited in time', (_name, state) => {
    expect(state.Retry).toEqual([state.Resource === invokeFunction ? functionRetry : startRetry]);
    expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
  });

  test('catches what fails in a map', () => {
    for (const [, state] of ofType('Map')) expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  test('has expressions that can be read', () => {
    const expressions = expressionsOf(definition);
    expect(expressions.length).toBeGreaterThan(0);
    for (const expression of expressions) expect(() => jsonata(expression)).not.toThrow();
  });

  test.each(ofType('Fail'))('%s is explained in the runbook', (fail) => {
    expect(runbook).toMatch(new RegExp(`^### ${fail}$`, 'm'));
  });
});
