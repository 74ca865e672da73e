/** The training guard selects the one of several concurrent trainings that continues. */
import { expect, test } from '@jest/globals';
import { selectEarlierExecution, toStateMachineArn } from '../../../lambdas/shared/aws/earlier-execution.ts';

const at = (id: string, second: number) => ({ id, started_at: new Date(second * 1000) });

test('exactly one of any number continues: the first, or one of two that started at the same time', () => {
  const running = [at('c', 3), at('b', 2), at('a', 2), at('d', 9)];
  expect(running.filter(({ id }) => !selectEarlierExecution(id, running)).map(({ id }) => id)).toEqual(['a']);
  expect(selectEarlierExecution('d', running)).toEqual(at('a', 2));
});

test('a training that is not listed yet is skipped for a listed one, and continues alone', () => {
  expect(selectEarlierExecution('new', [at('a', 2)])?.id).toBe('a');
  expect(selectEarlierExecution('new', [])).toBeUndefined();
});

test('the ARN of the state machine is derived from the ARN of the execution', () => {
  expect(toStateMachineArn('arn:aws:states:eu-west-1:1:execution:risk-dev-training:abc')).toBe(
    'arn:aws:states:eu-west-1:1:stateMachine:risk-dev-training',
  );
});
