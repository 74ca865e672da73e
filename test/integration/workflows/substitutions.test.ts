/** The stacks substitute exactly the tokens of the state machine files. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Synthesised } from '../../infrastructure/synthesised.ts';

let app: Synthesised;
beforeAll(() => {
  app = new Synthesised('dev');
});
afterAll(() => app?.remove());

test.each([
  ...[
    'daily-etl',
    'daily-etl-run',
    'daily-etl-import',
    'daily-etl-features',
    'training',
    'model-lifecycle',
    'run-job',
    'scoring',
  ],
  ...['batch-scoring', 'simulation', 'monitoring', 'recovery', 'privacy-request', 'retention'],
])('%s: tokens equal substitutions', (name) => {
  const text = readFileSync(`statemachines/${name}.asl.json`, 'utf8');
  const tokens = new Set(Array.from(text.matchAll(/\$\{(\w+)\}/g), ([, token]) => token));
  const machine = app
    .ofType('StepFunctions::StateMachine')
    .find(({ properties }) => properties.StateMachineName === `risk-dev-${name}`);
  expect(Object.keys(machine?.properties.DefinitionSubstitutions ?? {}).sort()).toEqual([...tokens].sort());
});
