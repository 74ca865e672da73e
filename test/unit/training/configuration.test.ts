/** Kinds of model that a training leaves out: those of the configuration and those of its execution. */
import { expect, test } from '@jest/globals';
import { MODEL_KINDS } from '../../../lambdas/shared/model/model-manifest.ts';
import { leaveOutKinds, trainingConfiguration } from '../../../lambdas/training/contract/configuration.ts';

test('a training leaves out its own kinds besides those of the configuration, and changes nothing else', () => {
  const configuration = { ...trainingConfiguration, leave_out_kinds: ['blend' as const, 'catboost' as const] };
  expect(leaveOutKinds(configuration, ['catboost', 'xgboost'])).toEqual({
    ...configuration,
    leave_out_kinds: ['blend', 'catboost', 'xgboost'],
  });
});

test('a training that would have no kind left is refused, whoever leaves it out', () => {
  const [first, ...others] = MODEL_KINDS.filter((kind) => kind !== 'blend');
  const configuration = { ...trainingConfiguration, leave_out_kinds: others };
  expect(leaveOutKinds(configuration, ['blend']).leave_out_kinds).not.toContain(first);
  expect(() => leaveOutKinds(configuration, first ? [first] : [])).toThrow(/at least one kind of model/);
});
