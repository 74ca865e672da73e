/** Tests what a policy of format 2 decides. */
import { FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { checkPolicy } from '../../../lambdas/shared/policy-checks/check-policy.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';

const features = FEATURES.map(({ name, type }) => ({
  name,
  type: type === 'category' ? ('category' as const) : ('number' as const),
}));

test('the example has no problems', () => {
  expect(checkPolicy(EXAMPLE_POLICY, { features, model: null })).toEqual([]);
});
