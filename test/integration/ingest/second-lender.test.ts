/** German credit, a lender with attributes and without statements or transactions, through the whole workflow. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { landingKey } from '../../../lambdas/shared/object-keys.ts';
import { type DailyHarness, LANDING_BUCKET, startDailyHarness } from '../../../testing/workflows/daily-harness.ts';

const DAYS = ['1994-10-01', '1994-11-01'];

let harness: DailyHarness;
beforeAll(async () => {
  harness = await startDailyHarness();
  for (const day of DAYS) {
    const folder = join('data/german', `as_of=${day}`);
    for (const file of readdirSync(folder)) {
      await harness.lambdas.put(LANDING_BUCKET, landingKey(day, file), readFileSync(join(folder, file)));
    }
  }
});
afterAll(() => harness?.stop());

test('is imported, checked and published like any other, with its attributes as features', async () => {
  const { status, output, error, cause } = await harness.run({ up_to: DAYS[1] });
  expect({ status, error, cause }).toEqual({ status: 'SUCCEEDED' });
  expect(output.runs).toMatchObject(DAYS.map((as_of) => ({ as_of, outcome: 'published' })));
  const [counts] = await harness.query(`select
    (select sum(rows_delivered)::int from staging.loads) as delivered,
    (select count(*)::int from staging.rejected_rows) as rejected,
    (select count(distinct application_id)::int from analytics.current_features) as applications,
    (select count(*)::int from analytics.training_examples) as examples,
    (select count(*)::int from analytics.quality_results where not pass and severity = 'stop') as stopped`);
  expect(counts).toMatchObject({ rejected: 0, applications: 1000, stopped: 0 });
  expect(counts?.examples).toBeGreaterThan(500);
  // Attributes for models are features of every example; attributes for fairness are not.
  const declared = await harness.query<{ feature: string; use: string }>(`
    select case table_name when 'customers' then 'customer_' else 'application_' end || name as feature, use
    from staging.published_attributes`);
  const features = declared.filter(({ use }) => use === 'model').map(({ feature }) => feature);
  expect(features.length).toBeGreaterThan(3);
  const [of] = await harness.query<{ every: number; others: number }>(
    `select count(*) filter (where attributes ?& $1)::int as every,
       count(*) filter (where attributes ?| $2)::int as others
     from analytics.training_examples`,
    [features, declared.filter(({ use }) => use !== 'model').map(({ feature }) => feature)],
  );
  expect(of).toEqual({ every: counts?.examples, others: 0 });
});
