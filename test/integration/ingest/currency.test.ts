/** The currency and the target of a delivery. The currency is that of every published day, or the delivery is refused by name. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { declareTerms } from '../../../lambdas/ingest/runs/declare-terms.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import { type IngestHarness, startIngestHarness, startRun } from '../../../testing/workflows/ingest-harness.ts';

let harness: IngestHarness;
beforeAll(async () => {
  harness = await startIngestHarness();
});
afterAll(() => harness?.stop());
beforeEach(() => harness.clear());

async function publish(asOf: string, currency: string): Promise<void> {
  const run = await startRun(harness, asOf);
  await declareTerms(harness.database, run, { currency });
  await publishRun(harness.database, run);
}

test('a later, an earlier and a repeated day in the same currency are accepted', async () => {
  for (const day of ['2005-10-01', '2005-11-01', '2005-09-01', '2005-10-01']) await publish(day, 'TWD');
  const currencies = await harness.query('select distinct currency from analytics.runs');
  expect(currencies).toEqual([{ currency: 'TWD' }]);
});

test.each(['2005-11-01', '2005-09-01'])(
  'a delivery of %s in another currency is refused, and says which',
  async (day) => {
    await publish('2005-10-01', 'TWD');
    await expect(publish(day, 'EUR')).rejects.toMatchObject({
      reason: {
        error: 'CurrencyChanged',
        message: expect.stringMatching(/^the manifest declares EUR, and 2005-10-01 is published in TWD; .*deliver/),
      },
    });
  },
);

test('the definition of default is recorded with the run', async () => {
  const run = await startRun(harness, '2005-10-01');
  const readTargets = () => harness.query('select target from analytics.runs');
  await declareTerms(harness.database, run, { currency: 'TWD', target: ' Default on the next payment ' });
  expect(await readTargets()).toEqual([{ target: 'Default on the next payment' }]);
  await declareTerms(harness.database, run, { currency: 'TWD' });
  expect(await readTargets()).toEqual([{ target: null }]);
});

test('the only day may be corrected, and an unpublished day counts for nothing', async () => {
  const failed = await startRun(harness, '2005-11-01');
  await declareTerms(harness.database, failed, { currency: 'USD' });
  await harness.query("update analytics.runs set state = 'failed', closed_at = now()");
  await publish('2005-10-01', 'TWD');
  await publish('2005-10-01', 'EUR');
  await publish('2005-11-01', 'EUR');
  await expect(publish('2005-12-01', 'TWD')).rejects.toThrow(/2005-11-01 is published in EUR/);
});
