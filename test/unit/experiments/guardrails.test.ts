/** Tests that each guardrail stops an arm beyond its bound, and that chance and few customers do not. */

import type { ArmFigures } from '../../../lambdas/shared/experiments/figures.ts';
import { evaluateGuardrails } from '../../../lambdas/shared/experiments/guardrails.ts';
import { createExperiment, createFigures, toFigures } from '../../../testing/experiments/sample-experiment.ts';

const experiment = createExperiment();
const control = createFigures('control');
const evaluate = (changes: Partial<ArmFigures>, ofControl: Partial<ArmFigures> = {}) =>
  evaluateGuardrails(experiment, toFigures({ ...control, ...ofControl }, createFigures('lower', changes)), 30);
const findLevels = (...args: Parameters<typeof evaluate>) =>
  Object.fromEntries(evaluate(...args).map(({ guardrail, level }) => [guardrail, level]));
const OK = { expected_loss: 'ok', approval_rate: 'ok', error_rate: 'ok' };

test('an arm like the control arm goes on', () => {
  expect(findLevels({})).toEqual(OK);
  expect(evaluate({}).find(({ guardrail }) => guardrail === 'expected_loss')).toMatchObject({ value: 1, bound: 1.5 });
});

test('an expected loss beyond its multiple stops', () => {
  expect(findLevels({ expected_loss: 600 * 80 })).toEqual({ ...OK, expected_loss: 'violated' });
  expect(findLevels({ expected_loss: 600 * 74 })).toEqual(OK);
});

test.each([480, 720])('%i approvals of 1,000 instead of 600 stop', (approved) => {
  expect(findLevels({ approved })).toEqual({ ...OK, approval_rate: 'violated' });
});

test('errors that the control arm does not have stop', () => {
  expect(findLevels({ scores: 800, failures: 200 })).toEqual({ ...OK, error_rate: 'violated' });
});

test('errors that all arms have stop nothing', () => {
  expect(findLevels({ scores: 800, failures: 200 }, { scores: 800, failures: 200 })).toEqual(OK);
});

test('an arm in which nothing can be decided stops, although it has no customers', () => {
  const nothing = { customers: 0, approved: 0, exposure: 0, expected_loss: 0, scores: 0, failures: 40 };
  expect(findLevels(nothing)).toEqual({
    ...{ expected_loss: 'insufficient', approval_rate: 'insufficient', error_rate: 'violated' },
  });
  expect(findLevels({ ...nothing, failures: 29 })).toMatchObject({ error_rate: 'insufficient' });
});

test('a difference within chance stops nothing', () => {
  const few = { customers: 110, approved: 52, scores: 110 };
  const approvals = evaluate(few, { customers: 110, approved: 66 }).find(
    ({ guardrail }) => guardrail === 'approval_rate',
  );
  expect(approvals).toMatchObject({ level: 'ok', value: expect.closeTo(-0.127, 3) });
});

test('few customers stop nothing', () => {
  expect(findLevels({ customers: 99, approved: 0, scores: 99 })).toEqual({
    ...{ expected_loss: 'insufficient', approval_rate: 'insufficient', error_rate: 'ok' },
  });
});

test('an arm without figures, and a control arm without, stop nothing', () => {
  expect(evaluateGuardrails(experiment, toFigures(control), 30).map(({ level }) => level)).toEqual(
    Array(3).fill('insufficient'),
  );
  const alone = evaluateGuardrails(experiment, toFigures(createFigures('lower', { failures: 900 })), 30);
  expect(alone.map(({ level }) => level)).toEqual(['insufficient', 'insufficient', 'violated']);
});
