/** The columns of exported decisions: PostgreSQL would name two attributes alike, and then export none. */
import { expect, test } from '@jest/globals';
import { buildFeatureColumns } from '../../../lambdas/simulation/parts/exported-rows.ts';

test('each exported column has a name of its own, also of two attributes', () => {
  const columns = buildFeatureColumns([
    { name: 'application_channel', type: 'category' },
    { name: 'customer_sector', type: 'category' },
    { name: 'amount', type: 'number' },
  ]);
  const names = Array.from(columns.matchAll(/ end as (\w+)/g), ([, name]) => name);
  expect(names).toEqual(['feature_0', 'feature_1', 'feature_2']);
});
