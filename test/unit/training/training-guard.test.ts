/** Of trainings at once, which goes on. */
import { expect, test } from '@jest/globals';
import { selectEarlierExecution, toStateMachineArn } from '../../../lambdas/training/training-set/training-guard.ts';

const at = (id: string, second: number) => ({ id, started_at: new Date(second * 1000) });

test('exactly one of any number goes on: the first, and of two at the same time one', () => {
  const running = [at('c', 3), at('b', 2), at('a', 2), at('d', 9)];
  expect(running.filter(({ id }) => !selectEarlierExecution(id, running)).map(({ id }) => id)).toEqual(['a']);
  expect(selectEarlierExecution('d', running)).toEqual(at('a', 2));
});

test('a training that the list does not show yet waits for one that it shows, and alone goes on', () => {
  expect(selectEarlierExecution('new', [at('a', 2)])?.id).toBe('a');
  expect(selectEarlierExecution('new', [])).toBeUndefined();
});

test('an execution names its workflow', () => {
  expect(toStateMachineArn('arn:aws:states:eu-west-1:1:execution:risk-dev-training:abc')).toBe(
    'arn:aws:states:eu-west-1:1:stateMachine:risk-dev-training',
  );
});
