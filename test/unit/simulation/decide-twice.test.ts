/** A simulation decides as serving does, whatever the policy, the application and the way of its features through S3. */
import fc from 'fast-check';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { encodeLine } from '../../../lambdas/shared/exports/copy-text.ts';
import { hashDocument } from '../../../lambdas/shared/policy/hash-document.ts';
import { parsePolicy, toDocument } from '../../../lambdas/shared/policy/parse-policy.ts';
import type { Policy } from '../../../lambdas/shared/policy/policy.ts';
import { listPolicyFeatures } from '../../../lambdas/shared/policy/readings.ts';
import type { SimulationPlan } from '../../../lambdas/simulation/contract/simulation-plan.ts';
import { PlannedPolicies } from '../../../lambdas/simulation/parts/decide-twice.ts';
import { createDecisionReader } from '../../../lambdas/simulation/parts/exported-rows.ts';
import { arbitraryApplication, arbitraryPolicy } from '../../../testing/policies/arbitrary-policy.ts';
import { findSeedPolicy, openTestServing } from '../../../testing/policies/seed-policies.ts';

const seed = findSeedPolicy();

function buildPlan(candidate: Policy | null, changes: Partial<SimulationPlan> = {}): SimulationPlan {
  const document = candidate && JSON.stringify(toDocument(candidate));
  const features = [...listPolicyFeatures(seed.policy), ...(candidate ? listPolicyFeatures(candidate) : [])];
  return {
    ...{ state: openTestServing().state, model: null, score_scales: {}, segment: null, segments: [] },
    documents: [{ version: seed.version, sha256: seed.sha256, document: seed.document }],
    candidate: candidate && document ? { version: candidate.version, sha256: hashDocument(document), document } : null,
    features: [...new Map(features.map((feature) => [feature.name, feature])).values()],
    ...changes,
  };
}

type Features = Readonly<Record<string, number | string | null>>;

/** The line that the database exports. */
function exportLine({ features: needed }: SimulationPlan, pd: number, features: Features): string {
  const cells = needed.map(({ name }) => features[name] ?? null);
  return encodeLine(['2026-01-01', 'm', pd, 'approve', null, '{"sex":"f"}', ...cells]).replace(/\n$/, '');
}

function decideTwice(plan: SimulationPlan, pd: number, features: Features) {
  return new PlannedPolicies(plan).decide(createDecisionReader(plan.features)(exportLine(plan, pd, features)), pd);
}

/** What the active policy reads, beyond what generated applications have. */
const complete = (features: Features): Features => ({ months_past_due_1: 0, ...features });

test('the candidate decides as the policy does in serving', () => {
  fc.assert(
    fc.property(arbitraryPolicy, arbitraryApplication, (policy, { pd, features }) => {
      const twice = decideTwice(buildPlan(policy), pd, complete(features));
      expect(twice?.candidate).toMatchObject(decide(policy, pd, complete(features)));
      expect(twice?.baseline).toMatchObject(decide(seed.policy, pd, complete(features)));
    }),
  );
});

test('the active policies against themselves are one decision', () => {
  fc.assert(
    fc.property(arbitraryApplication, ({ pd, features }) => {
      const twice = decideTwice(buildPlan(null), pd, complete(features));
      expect(twice?.candidate).toEqual(twice?.baseline);
    }),
  );
});

test('with other cut-offs the policy decides as the curve says', () => {
  const bound = fc.integer({ min: 1, max: 199 }).map((step) => step / 200);
  fc.assert(
    fc.property(arbitraryPolicy, arbitraryApplication, bound, bound, (policy, { pd, features }, one, other) => {
      const twice = decideTwice(buildPlan(policy), pd, complete(features));
      const [approve_below_pd, decline_from_pd] = [Math.min(one, other), Math.max(one, other)];
      const cut_offs = policy.cut_offs.map((pair, i) =>
        i === twice?.cut_off ? { ...pair, approve_below_pd, decline_from_pd } : pair,
      );
      const { decision } = decide({ ...policy, cut_offs }, pd, complete(features));
      const pd32 = Math.fround(pd);
      const isDeclined = twice?.without_cut_offs === 'decline' || pd32 >= Math.fround(decline_from_pd);
      const isApproved = twice?.without_cut_offs === 'approve' && pd32 < Math.fround(approve_below_pd);
      expect(decision).toBe(isDeclined ? 'decline' : isApproved ? 'approve' : 'refer');
    }),
  );
});

test('an application belongs to the policy of its segment, and to the cut-offs of that policy', () => {
  const cars = parsePolicy({ ...JSON.parse(seed.document), version: '2027-01-01' });
  const document = JSON.stringify(toDocument(cars));
  const stored = { version: cars.version, sha256: hashDocument(document), document };
  const { state, documents } = buildPlan(null);
  const plan = buildPlan(null, {
    state: { ...state, segments: [{ feature: 'purpose', value: 'car', version: cars.version }] },
    documents: [...documents, stored],
    features: [...listPolicyFeatures(seed.policy), { name: 'purpose', type: 'category' }],
  });
  const features = { age_years: 40, months_past_due_1: 0, debt_to_income: 0.1, loan_to_value: 1, amount: 1000 };
  const decideWith = (purpose: string) => decideTwice(plan, 0.1, { ...features, purpose });
  expect([decideWith('car')?.baseline.policy_version, decideWith('car')?.cut_off]).toEqual([cars.version, 1]);
  expect([decideWith('home')?.baseline.policy_version, decideWith('home')?.cut_off]).toEqual([seed.version, 0]);
});

test('an application without an exposure is not decided', () => {
  const features = { age_years: 40, months_past_due_1: 0, debt_to_income: 0.1, loan_to_value: 1, amount: null };
  expect(decideTwice(buildPlan(null), 0.1, features)).toBeUndefined();
});

test('a policy whose document was changed decides nothing', () => {
  const plan = buildPlan(null);
  const [planned] = plan.documents;
  const changed = planned && { ...planned, document: planned.document.replace('0.15', '0.16') };
  expect(() => new PlannedPolicies({ ...plan, documents: changed ? [changed] : [] })).toThrow(/sha256/);
});

test('a feature that nothing stored has is unknown, and named', () => {
  const plan = buildPlan(null);
  const line = exportLine(plan, 0.1, { amount: 1000 }).replace(/\\N$/, '\u0001');
  const row = createDecisionReader(plan.features)(line);
  expect(row.absent).toEqual([plan.features.at(-1)?.name]);
  expect(row.features[row.absent[0] ?? '']).toBeNull();
});

test('a line with other columns is refused', () => {
  expect(() => createDecisionReader([])('2026-01-01\tm\t0.1')).toThrow(/3 columns instead of 6/);
});
