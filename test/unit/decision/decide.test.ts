/** Tests decisions by cut-offs, hard rules and expected loss limits, and the expected loss. */
import fc from 'fast-check';
import { decide, MissingPolicyFeature } from '../../../lambdas/shared/decision/decide.ts';
import { selectReasons } from '../../../lambdas/shared/decision/reasons.ts';
import { decideByCutOffs, getDefaultCutOffs } from '../../../lambdas/shared/decision/score.ts';
import { DECISIONS } from '../../../lambdas/shared/policy/decisions.ts';
import type { Policy } from '../../../lambdas/shared/policy/policy.ts';
import { listPolicyFeatures } from '../../../lambdas/shared/policy/readings.ts';
import { getSeedPolicy } from '../../../testing/policies/seed-policies.ts';

const policy = getSeedPolicy('2026-11-01');
const sound = { age_years: 40, months_past_due_1: 0, debt_to_income: 0.2, loan_to_value: null, amount: 10_000 };

test('without a rule the cut-offs decide', () => {
  expect(decide(policy, 0.1, sound)).toEqual({
    pd: 0.1,
    score: 554,
    band: 'C',
    decision: 'approve',
    decided_by: 'score',
    lgd: 0.45,
    ead: 10_000,
    expected_loss: 450,
    rate: null,
    expected_return: null,
  });
});

test('a hard rule declines despite a good score', () => {
  const { decision, decided_by } = decide(policy, 0.01, { ...sound, age_years: 17.9 });
  expect([decision, decided_by]).toEqual(['decline', 'rule:under_age']);
});

test('a rule that refers does not soften a decline by the score', () => {
  const { decision, decided_by } = decide(policy, 0.9, { ...sound, debt_to_income: 0.6 });
  expect([decision, decided_by]).toEqual(['decline', 'score']);
});

test('of an equally strict rule and score the rule decides', () => {
  const { decision, decided_by } = decide(policy, 0.9, { ...sound, months_past_due_1: 3 });
  expect([decision, decided_by]).toEqual(['decline', 'rule:in_default']);
});

test('an unknown value meets no rule and counts as unsecured', () => {
  const unknown = { ...sound, age_years: null, months_past_due_1: null, debt_to_income: null };
  expect(decide(policy, 0.1, unknown)).toMatchObject({ decided_by: 'score', lgd: 0.45 });
});

test('collateral that covers the loan lowers the LGD', () => {
  expect(decide(policy, 0.1, { ...sound, loan_to_value: 1 })).toMatchObject({ lgd: 0.25, expected_loss: 250 });
  expect(decide(policy, 0.1, { ...sound, loan_to_value: 1.01 })).toMatchObject({ lgd: 0.45, expected_loss: 450 });
});

test('the expected loss is PD × LGD × EAD to the cent, and an unknown amount is refused', () => {
  expect(decide(policy, 1 / 3, { ...sound, amount: 99.99 }).expected_loss).toBe(15);
  expect(() => decide(policy, 0.1, { ...sound, amount: null })).toThrow('amount');
});

describe('an expected loss limit', () => {
  const limit = {
    ...{ name: 'large_loss', of: 'expected_loss' as const, at_least: 450 },
    ...{ decision: 'refer' as const, reason: 'Too much.' },
  };
  const limited: Policy = { ...policy, limits: [limit] };
  const decided = (pd: number, changes: object = {}, by = limited) => {
    const { decision, decided_by } = decide(by, pd, { ...sound, ...changes });
    return [decision, decided_by];
  };

  test('refers a loan that the score approves, from exactly the limit on', () => {
    expect(decided(0.1)).toEqual(['refer', 'rule:large_loss']);
    expect(decided(0.1, { amount: 9_999.7 })).toEqual(['approve', 'score']);
    expect(decided(0.1, { loan_to_value: 0.5 })).toEqual(['approve', 'score']);
  });

  test('softens nothing, and an equally strict score or rule decides', () => {
    expect(decided(0.2)).toEqual(['refer', 'score']);
    expect(decided(0.9)).toEqual(['decline', 'score']);
    expect(decided(0.1, { debt_to_income: 0.6 })).toEqual(['refer', 'rule:overcommitted']);
    const strict = {
      ...limited,
      limits: [limit, { ...limit, name: 'ruin', decision: 'decline' as const }],
    };
    expect(decided(0.1, {}, strict)).toEqual(['decline', 'rule:ruin']);
  });

  test('is the reason when it decides', () => {
    const outcome = decide(limited, 0.1, sound);
    const never = () => {
      throw new Error('a limit is not explained by the score');
    };
    expect(selectReasons(limited, outcome, sound, never)).toEqual({
      reasons: [
        {
          rank: 1,
          feature: 'amount',
          label: 'Amount applied for',
          text: 'Too much.',
          value: 10_000,
          contribution: null,
        },
      ],
      explanation: null,
    });
  });
});

test.each(listPolicyFeatures(policy).map(({ name }) => name))(
  'features without %s are refused by that name',
  (feature) => {
    const { [feature as keyof typeof sound]: _, ...rest } = sound;
    expect(() => decide(policy, 0.1, rest)).toThrow(MissingPolicyFeature);
    expect(() => decide(policy, 0.1, rest)).toThrow(feature);
    expect(() => decide(policy, 0.1, { ...rest, [feature]: 'text' })).toThrow(feature);
  },
);

test('rules never make a decision milder', () => {
  const value = fc.option(fc.double({ min: -10, max: 100, noNaN: true }));
  const features = fc.record({ age_years: value, months_past_due_1: value, debt_to_income: value });
  fc.assert(
    fc.property(fc.float({ min: 0, max: 1, noNaN: true }), features, (pd, some) => {
      const ruled = decide(policy, pd, { ...sound, ...some });
      expect(DECISIONS.indexOf(ruled.decision)).toBeGreaterThanOrEqual(
        DECISIONS.indexOf(decideByCutOffs(getDefaultCutOffs(policy), pd)),
      );
    }),
  );
});
