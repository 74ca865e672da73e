/** Tests what a person could change: direction, steps, bounds, values that the model knows, and nothing protected. */
import fc from 'fast-check';
import { COUNTERFACTUALS, NEVER_CHANGED } from '../../../lambdas/shared/counterfactuals/configuration.ts';
import { findSliderBounds, type LeverContext, listLevers } from '../../../lambdas/shared/counterfactuals/levers.ts';
import { Actionability, type ActionableNumber } from '../../../lambdas/shared/features/actionability.ts';
import { FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';

const NOTHING_SEEN = { numbers: new Map(), categories: new Map() };

function buildContext(record: FeatureRecord, more: Partial<LeverContext> = {}): LeverContext {
  return {
    ...{ record, manifest: { features: [] }, seen: NOTHING_SEEN, attributes: new Map(), neverChanged: NEVER_CHANGED },
    ...more,
  };
}

const declare = (actionable: unknown) => ({ label: 'Grade', actionable: Actionability.parse(actionable) });
const listValues = (context: LeverContext, feature: string) =>
  listLevers(context)
    .find((lever) => lever.feature === feature)
    ?.choices.map(({ value }) => value);

test('a share of the value is a round step, and values are its multiples', () => {
  const [lever] = listLevers(buildContext({ amount: 361_234 }));
  expect([lever?.step, lever?.label, lever?.unit]).toEqual([20_000, 'Amount applied for', 'money']);
  expect(lever?.choices.slice(0, 3)).toEqual([
    { value: 360_000, cost: 0.0617 },
    { value: 340_000, cost: 1.0617 },
    { value: 320_000, cost: 2.0617 },
  ]);
  expect(lever?.choices).toHaveLength(18);
});

test('a whole number moves by whole steps, down to its bound', () => {
  expect(listValues(buildContext({ months_past_due_1: 3 }), 'months_past_due_1')).toEqual([2, 1, 0]);
  expect(listValues(buildContext({ months_past_due_1: 0 }), 'months_past_due_1')).toBeUndefined();
  expect(listValues(buildContext({ term_months: 11 }), 'term_months')?.slice(0, 4)).toEqual([12, 6, 18, 24]);
});

test('no value is outside those that the model was trained on', () => {
  const numbers = new Map([['amount', [300_000, 400_000] as const]]);
  const seen = { numbers, categories: new Map() };
  expect(listValues(buildContext({ amount: 361_234 }, { seen }), 'amount')).toEqual([
    360_000, 340_000, 320_000, 300_000,
  ]);
});

test('an attribute changes as the lender declares it, to categories that the model knows', () => {
  const attributes = new Map([
    ['application_grade', declare({ categories: ['A', 'B', 'Z'], cost: 3 })],
    ['application_savings', declare({ direction: 'up', step: 500, steps: 3, cost: 1, highest: 1200 })],
  ]);
  const seen = { numbers: new Map(), categories: new Map([['application_grade', new Set(['A', 'B', 'C'])]]) };
  const record = { application_grade: 'B', application_savings: 100 };
  expect(listLevers(buildContext(record, { attributes, seen }))).toMatchObject([
    { feature: 'application_grade', type: 'category', step: null, choices: [{ value: 'A', cost: 3 }] },
    { feature: 'application_savings', choices: [{ value: 500 }, { value: 1000 }, { value: 1200 }] },
  ]);
});

test('nothing protected, unknown, past or derived is a lever', () => {
  const values = Object.fromEntries(FEATURES.map(({ name, type }) => [name, type === 'category' ? 'car' : 5]));
  const levers = listLevers(buildContext({ ...values, annual_income: null })).map(({ feature }) => feature);
  const changeable = FEATURES.filter(({ actionable }) => actionable !== null).map(({ name }) => name);
  expect(changeable).toEqual(expect.arrayContaining(levers));
  expect(levers).not.toContain('annual_income');
  expect(levers.filter((name) => NEVER_CHANGED.has(name))).toEqual([]);
});

test('what the lender protects is no lever, whatever a manifest or the catalogue say', () => {
  const attributes = new Map([['application_sex', declare({ categories: ['f', 'm'], cost: 1 })]]);
  const record = { amount: 1000, application_sex: 'f' };
  const neverChanged = new Set(['application_sex', 'amount']);
  expect(listLevers(buildContext(record, { attributes }))).toHaveLength(2);
  expect(listLevers(buildContext(record, { attributes, neverChanged }))).toEqual([]);
});

test('the configuration names the protected features of the catalogue', () => {
  expect(COUNTERFACTUALS.never_changed.map(({ feature }) => feature)).toEqual(
    expect.arrayContaining(['age_years', 'dependants']),
  );
  const names = new Set(FEATURES.map(({ name }) => name));
  expect([...NEVER_CHANGED].filter((name) => !names.has(name) && !/^(customer|application)_/.test(name))).toEqual([]);
});

test('values keep direction, steps and bounds, cost more the further they are, and come once', () => {
  const arbitrary = fc.record({
    direction: fc.constantFrom('up' as const, 'down' as const, 'either' as const),
    step: fc.oneof(fc.constantFrom(0.05, 1, 7, 1000), fc.record({ share: fc.constantFrom(0.01, 0.05, 1) })),
    steps: fc.integer({ min: 1, max: 40 }),
    cost: fc.constantFrom(0.5, 1, 8),
    lowest: fc.constantFrom(null, -100, 0),
    highest: fc.constantFrom(null, 100, 1e6),
  });
  const value = fc.oneof(fc.integer({ min: -2000, max: 2000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(arbitrary, value, (given, now) => {
      const actionable = Actionability.parse(given) as ActionableNumber;
      const attributes = new Map([['application_x', { label: 'x', actionable }]]);
      const [lever] = listLevers(buildContext({ application_x: now }, { attributes }));
      if (!lever) return;
      const values = lever.choices.map((choice) => Number(choice.value));
      expect(new Set([...values, now]).size).toBe(values.length + 1);
      expect(values.length).toBeLessThanOrEqual(
        actionable.direction === 'either' ? 2 * actionable.steps : actionable.steps,
      );
      const [lowest, highest] = findSliderBounds(lever);
      for (const [i, next] of values.entries()) {
        if (actionable.direction !== 'either') expect(next > now).toBe(actionable.direction === 'up');
        expect(next >= (actionable.lowest ?? -Infinity) && next <= (actionable.highest ?? Infinity)).toBe(true);
        expect(next >= Number(lowest) && next <= Number(highest)).toBe(true);
        expect(lever.choices[i]?.cost).toBeGreaterThanOrEqual(lever.choices[i - 1]?.cost ?? 0);
      }
    }),
    { numRuns: 150 },
  );
});
