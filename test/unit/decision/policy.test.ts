/** Tests which policies are valid, that policy versions do not change, and that their features exist. */
import { parsePolicy } from '../../../lambdas/shared/policy/parse-policy.ts';
import { InvalidPolicy } from '../../../lambdas/shared/policy/policy-problem.ts';
import { listPolicyFeatures } from '../../../lambdas/shared/policy/readings.ts';
import catalogue from '../../../sql/features/catalogue.json' with { type: 'json' };
import { findSeedPolicy, getSeedPolicy } from '../../../testing/policies/seed-policies.ts';

const policy = getSeedPolicy('2026-11-01');
interface Document {
  bands: { name: string; below_pd: number | null }[];
  hard_rules: { name: string }[];
}
const document: Document = JSON.parse(findSeedPolicy('2026-11-01').document);
const limit = { name: 'large', at_least: 1000, decision: 'refer', reason: 'It would cost too much.' };
const addLimit = (valid: Document, changes: object) => ({ ...valid, expected_loss_limits: [{ ...limit, ...changes }] });

test.each<[string, (valid: Document) => unknown]>([
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
  ['a limit that approves', (p) => addLimit(p, { decision: 'approve' })],
  ['a limit of nothing', (p) => addLimit(p, { at_least: 0 })],
  ['a limit with the name of a rule', (p) => addLimit(p, { name: p.hard_rules[0]?.name })],
  ['an unknown field', (p) => ({ ...p, cutoff: 0.3 })],
])('%s make no policy', (_, spoil) => {
  expect(() => parsePolicy(spoil(document))).toThrow(InvalidPolicy);
});

test.each([
  ['2026-11-01', 'f3341f4da82ef5638ec6bc4deb286d000b23eebec5615fcbb178c62013b486f8'],
  ['2026-11-23', 'cafe6395cb5b6d9e9755f17942e433771cd6b48fdb4113a144f678805a5173b2'],
])('the migration stores %s as it was published, because stored decisions name it', (version, sha256) => {
  expect(findSeedPolicy(version).sha256).toBe(sha256);
});

test('the present policy has cut-offs, hard rules that decline and refer, and an expected loss limit', () => {
  const { cut_offs, rules, limits } = getSeedPolicy();
  expect(cut_offs[0]?.approve_below_pd).toBeLessThan(cut_offs[0]?.decline_from_pd ?? 0);
  expect(new Set(rules.map(({ decision }) => decision))).toEqual(new Set(['refer', 'decline']));
  expect(limits).toHaveLength(1);
  expect(parsePolicy(addLimit(document, {})).limits).toHaveLength(1);
});

test('the features that a policy reads are numbers of the catalogue', () => {
  const types = new Map(catalogue.features.map(({ name, type }) => [name, type]));
  for (const { name } of listPolicyFeatures(policy)) expect(['number', 'integer']).toContain(types.get(name));
});
