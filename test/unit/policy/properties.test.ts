/** Tests what holds for every policy: it is read as it was written, and the strictest of all that holds decides. */
import fc from 'fast-check';
import { decide, listVerdicts } from '../../../lambdas/shared/decision/decide.ts';
import { DECISIONS, type Decision } from '../../../lambdas/shared/policy/decisions.ts';
import { parsePolicy, toDocument } from '../../../lambdas/shared/policy/parse-policy.ts';
import { arbitraryApplication, arbitraryPolicy } from '../../../testing/policies/arbitrary-policy.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import { readVerdicts } from '../../../testing/policies/reference-engine.ts';

const rankOf = (decision: Decision) => DECISIONS.indexOf(decision);

test('a policy read back is the policy written', () => {
  fc.assert(
    fc.property(arbitraryPolicy, (policy) => {
      expect(parsePolicy(JSON.parse(JSON.stringify(toDocument(policy))))).toEqual(policy);
    }),
  );
  expect(toDocument(parsePolicy(EXAMPLE_POLICY))).toEqual({
    ...EXAMPLE_POLICY,
    ead: [{ feature: 'amount', factor: 1 }],
  });
});

test('the engine finds the verdicts that the words of the policy say', () => {
  fc.assert(
    fc.property(
      arbitraryPolicy,
      fc.array(arbitraryApplication, { minLength: 10, maxLength: 10 }),
      (policy, applications) => {
        for (const { pd, features } of applications) {
          const verdicts = listVerdicts(policy, pd, features).map(
            ({ decision, decided_by }) => `${decision} ${decided_by}`,
          );
          expect(verdicts).toEqual(readVerdicts(policy, pd, features));
        }
      },
    ),
  );
});

test('the strictest of all that hold decides, and the first of equally strict ones', () => {
  fc.assert(
    fc.property(arbitraryPolicy, arbitraryApplication, (policy, { pd, features }) => {
      const { decision, decided_by } = decide(policy, pd, features);
      const verdicts = listVerdicts(policy, pd, features);
      expect(Math.max(...verdicts.map((verdict) => rankOf(verdict.decision)))).toBe(rankOf(decision));
      expect(verdicts.find((verdict) => verdict.decision === decision)?.decided_by).toBe(decided_by);
    }),
  );
});

test('one more rule never makes a decision milder', () => {
  fc.assert(
    fc.property(arbitraryPolicy, arbitraryApplication, (policy, { pd, features }) => {
      const { decision } = decide(policy, pd, features);
      for (const i of policy.rules.keys()) {
        const fewer = { ...policy, rules: policy.rules.filter((_, j) => j !== i) };
        expect(rankOf(decide(fewer, pd, features).decision)).toBeLessThanOrEqual(rankOf(decision));
      }
    }),
  );
});
