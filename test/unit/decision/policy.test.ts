/** Which policies are valid. */
import { policyOf, UnknownPolicy } from '../../../lambdas/shared/decision/policies.ts';
import { type Policy, policySchema } from '../../../lambdas/shared/decision/policy.ts';

const policy = policyOf('2026-11-01');

test('an unknown version is refused by name', () => {
  expect(() => policyOf('1999-01-01')).toThrow(UnknownPolicy);
  expect(() => policyOf('1999-01-01')).toThrow('1999-01-01');
});

test.each<[string, (valid: Policy) => unknown]>([
  ['bands that do not ascend', (p) => ({ ...p, bands: [p.bands[1], p.bands[0], ...p.bands.slice(2)] })],
  ['a last band with a bound', (p) => ({ ...p, bands: p.bands.slice(0, -1) })],
  [
    'an unbounded band in the middle',
    (p) => ({ ...p, bands: [p.bands[0], { name: 'X', below_pd: null }, p.bands.at(-1)] }),
  ],
  ['two bands of one name', (p) => ({ ...p, bands: [p.bands[0], { ...p.bands[1], name: 'A' }, p.bands.at(-1)] })],
  ['crossed cut-offs', (p) => ({ ...p, decisions: { approve_below_pd: 0.3, decline_from_pd: 0.2 } })],
  ['a rule that approves', (p) => ({ ...p, hard_rules: [{ ...p.hard_rules[0], decision: 'approve' }] })],
  [
    'a rule with two tests',
    (p) => ({ ...p, hard_rules: [{ ...p.hard_rules[0], when: { feature: 'a', below: 1, at_least: 0 } }] }),
  ],
  ['a field nobody reads', (p) => ({ ...p, cutoff: 0.3 })],
])('%s make no policy', (_, spoil) => {
  expect(policySchema.safeParse(spoil(policy)).success).toBe(false);
});
