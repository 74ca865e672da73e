/** What a column becomes, in words: with the factor that its values are multiplied by. */
import { expect, test } from '@jest/globals';
import { ColumnUse, ValueFormat } from '../../../lambdas/onboarding/contract/mapping.ts';
import { describeUse } from '../../../lambdas/onboarding/conversion/report/describe-use.ts';

const number = (scale = 1) => ValueFormat.parse({ type: 'number', scale });
const field = (extra: object = {}) =>
  ColumnUse.parse({ as: 'field', fields: [{ field: 'customers.annual_income', ...extra }] });

test.each([
  [field(), number(), 'customers.annual_income'],
  [field({ scale: 12 }), number(), 'customers.annual_income × 12'],
  [field(), number(0.01), 'customers.annual_income × 0.01'],
  [field({ scale: -1 }), number(1000), 'customers.annual_income × -1000'],
  [field({ scale: 12 }), number(0.1), 'customers.annual_income × 1.2'],
  [
    field({ before: { unit: 'years', day: 'applied_at' } }),
    number(),
    'customers.annual_income, years before the application',
  ],
  [field({ at: '2005-09-30' }), undefined, 'customers.annual_income of 2005-09-30'],
  [
    ColumnUse.parse({ as: 'attribute', table: 'customers', name: 'ltv', type: 'number', use: 'model' }),
    number(0.01),
    'attribute ltv of customers (number, model) × 0.01',
  ],
])('%j read as %j is %s', (use, format, words) => {
  expect(describeUse(use, format)).toBe(words);
});
