/** Tests that an experiment that is not in order is refused with path and reason. */
import { checkDefinition } from '../../../lambdas/shared/experiments/check-definition.ts';
import { ExperimentDefinition } from '../../../lambdas/shared/experiments/definition.ts';
import { createExperiment } from '../../../testing/experiments/sample-experiment.ts';

const NOW = new Date('2027-01-10T12:00:00Z');
const sound = createExperiment({ ends_at: '2027-02-10T12:00:00Z' });
const [control, lower] = sound.arms as [(typeof sound.arms)[0], (typeof sound.arms)[0]];
const check = (changes: Partial<ExperimentDefinition>) => checkDefinition({ ...sound, ...changes }, NOW);

test('an experiment that is in order has no problem', () => expect(check({})).toEqual([]));

test.each([
  [0.5, 0.4, '0.9'],
  [0.5, 0.6, '1.1'],
  [0.5, 0.500001, '1.000001'],
])('shares of %d and %d do not add up', (a, b, sum) => {
  expect(
    check({
      arms: [
        { ...control, share: a },
        { ...lower, share: b },
      ],
    }),
  ).toEqual([{ path: 'arms', problem: `the shares add up to ${sum}, and must add up to 1` }]);
});

test('shares that add up as decimal fractions are in order', () => {
  const arms = [0.7, 0.2, 0.1].map((share, i) => ({ ...(i === 0 ? control : lower), arm: `a${i}`, share }));
  expect(check({ arms: arms.map((arm, i) => (i === 2 ? { ...arm, policy_version: 'v3' } : arm)) })).toEqual([]);
});

test.each<[string, Partial<ExperimentDefinition>, string, string]>([
  ['no control arm', { arms: [{ ...control, model_version: 'm' }, lower] }, 'arms', 'control arm'],
  ['two control arms', { arms: [control, { ...lower, policy_version: null }] }, 'arms.1', 'decides as the arm control'],
  ['arms of one name', { arms: [control, { ...lower, arm: 'control' }] }, 'arms.1.arm', 'called control too'],
  ['a start in the past', { starts_at: '2027-01-10T11:59:59Z' }, 'starts_at', 'lies in the past'],
  [
    'a start in another year',
    { starts_at: '2029-01-10T12:00:00Z', ends_at: '2029-02-10T12:00:00Z' },
    'starts_at',
    'more than 366 days ahead',
  ],
  ['an end before its start', { ends_at: '2027-01-09T12:00:00Z' }, 'ends_at', 'one day at least'],
  ['an hour', { ends_at: '2027-01-10T13:00:00Z' }, 'ends_at', 'one day at least'],
  ['years', { ends_at: '2030-01-10T13:00:00Z' }, 'ends_at', '366 days at most'],
])('%s', (_, changes, path, problem) => {
  expect(check(changes)).toEqual([{ path, problem: expect.stringContaining(problem) }]);
});

test.each<[string, object]>([
  ['one arm', { arms: [control] }],
  ['a share of nothing', { arms: [control, { ...lower, share: 0 }] }],
  ['a share of everybody', { arms: [control, { ...lower, share: 1 }] }],
  ['a name with spaces', { arms: [control, { ...lower, arm: 'lower cut-off' }] }],
  ['a guardrail that never stops', { guardrails: { ...sound.guardrails, expected_loss: 1 } }],
  ['an unknown field', { colour: 'red' }],
  ['a version with a NUL', { arms: [control, { ...lower, policy_version: 'a\u0000' }] }],
  ['a question with a NUL', { question: 'Is it better?\u0000' }],
  ['no effect', { minimum_effect: 0 }],
])('the schema refuses %s', (_, changes) => {
  expect(ExperimentDefinition.safeParse({ ...sound, ...changes }).success).toBe(false);
});
