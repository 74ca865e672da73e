/** What the page of an import says about a column beyond its choice. */
import { expect, test } from '@jest/globals';
import { describeUse } from '../../../web/src/pages/imports/column-uses.ts';

test.each([
  [[{ field: 'customers.annual_income' }], undefined],
  [[{ field: 'customers.annual_income', scale: 12 }], 'multiplied by 12'],
  [
    [{ field: 'customers.annual_income', scale: 12 }, { field: 'loan_applications.customer_id' }],
    'multiplied by 12; and customer id of the application',
  ],
])('%j is %s', (fields, words) => {
  expect(describeUse({ as: 'field', fields })).toBe(words);
});
