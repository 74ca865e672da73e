/** Spoils the example policy and lists what is wrong with it. */
import { FEATURES } from '../../lambdas/shared/features/catalogue.ts';
import { type CheckContext, checkPolicy } from '../../lambdas/shared/policy-checks/check-policy.ts';
import { EXAMPLE_POLICY } from './example-policy.ts';

/** A document that tests spoil anywhere. */
export type Draft = ReturnType<typeof JSON.parse>;

const features = FEATURES.map(({ name, type }) => ({
  name,
  type: type === 'category' ? ('category' as const) : ('number' as const),
}));
const attribute = { name: 'customer_branch', type: 'category' as const };

/** The catalogue, one attribute of a lender, and no model. */
export const CHECK_CONTEXT: CheckContext = { features: [...features, attribute], model: null };

/** The problems of the example after a change, as `path: reason`. */
export function listProblems(change: (draft: Draft) => void, model: CheckContext['model'] = null): string[] {
  const draft = structuredClone(EXAMPLE_POLICY) as Draft;
  change(draft);
  return checkPolicy(draft, { ...CHECK_CONTEXT, model }).map(({ path, problem }) => `${path}: ${problem}`);
}

/** A test of the age. */
export const testAge = (test: object) => ({ feature: 'age_years', if_unknown: 'not_met', ...test });

/** A rule of this condition. */
export const buildRule = (name: string, when: object, decision = 'decline') => ({
  ...{ name, when, decision, reason: 'It is so.' },
});
