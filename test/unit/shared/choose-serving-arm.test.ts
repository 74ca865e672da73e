/** Tests which policy and arm an application gets where segments have policies of their own. */
import { choosePolicy, chooseServingArm, type Serving } from '../../../lambdas/shared/serving/serving.ts';

const stored = (version: string) => [version, { version }] as never;
const createServing = (model_version: string | null): Serving => ({
  policies: new Map(['default', 'cars', 'strict'].map(stored)),
  features: [],
  state: {
    ...{ assignment_id: 1, default_version: 'default', policies: [] },
    segments: [{ feature: 'purpose', value: 'car', version: 'cars' }],
    experiments: [
      {
        ...{ experiment_id: 'e', salt: 'a'.repeat(32) },
        arms: [{ arm: 'strict', share: 1, policy_version: 'strict', model_version, is_stopped: false }],
      },
    ],
  },
});
const decide = (serving: Serving, purpose: string | null) => {
  const applicant = { customer_id: 'c-1', features: { purpose } };
  const arm = chooseServingArm(serving, applicant);
  return [arm?.arm ?? null, choosePolicy(serving, applicant.features, arm).version];
};

test('an experiment of policies leaves out the segments that have a policy of their own', () => {
  expect(decide(createServing(null), 'car')).toEqual([null, 'cars']);
  expect(decide(createServing(null), 'house')).toEqual(['strict', 'strict']);
  expect(decide(createServing(null), null)).toEqual(['strict', 'strict']);
});

test('an experiment of models has them, with the policy of their segment', () => {
  expect(decide(createServing('m'), 'car')).toEqual(['strict', 'cars']);
  expect(decide(createServing('m'), 'house')).toEqual(['strict', 'strict']);
});
