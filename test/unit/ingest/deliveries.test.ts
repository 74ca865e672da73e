/** The choice of the next delivery, from the objects in the landing bucket and the past runs. */
import { describe, expect, test } from '@jest/globals';
import {
  chooseNextDelivery,
  listDaysWithoutManifest,
  listDeliveries,
  type PastRun,
} from '../../../lambdas/ingest/contract/deliveries.ts';

async function* landing() {
  yield* [
    { key: 'landing/as_of=2005-11-01/manifest.json', etag: 'nov' },
    { key: 'landing/as_of=2005-10-01/manifest.json', etag: 'oct' },
    { key: 'landing/as_of=2005-10-01/customers.csv.gz', etag: 'x' },
    { key: 'landing/as_of=2005-12-01/customers.csv.gz', etag: 'y' },
    { key: 'landing/notes.txt', etag: 'z' },
  ];
}

const past = (run: Partial<PastRun>): PastRun => ({
  as_of: '2005-10-01',
  manifest_etag: 'oct',
  state: 'published',
  execution_id: 'earlier',
  ...run,
});

describe('deliveries', () => {
  test('are listed oldest first, those without a manifest too', async () => {
    const deliveries = await listDeliveries(landing());
    expect(deliveries).toEqual([
      { as_of: '2005-10-01', manifest_etag: 'oct' },
      { as_of: '2005-11-01', manifest_etag: 'nov' },
      { as_of: '2005-12-01', manifest_etag: null },
    ]);
    expect(listDaysWithoutManifest(deliveries, { up_to: '2005-12-31' })).toEqual(['2005-12-01']);
    expect(listDaysWithoutManifest(deliveries, { up_to: '2005-11-30' })).toEqual([]);
    expect(listDaysWithoutManifest(deliveries, { from: '2005-12-02', up_to: '2005-12-31' })).toEqual([]);
  });

  test('of days that do not exist are named and left out; other days go on', async () => {
    const folders = ['2005-10-32', '2005-04-31', '2005-02-29', '0000-01-01', '2005-1-1', '20051001', '2005-10-01 ', ''];
    async function* objects() {
      for (const folder of [...folders, '2005-11-01'])
        yield { key: `landing/as_of=${folder}/manifest.json`, etag: 'x' };
      yield* [
        { key: 'landing/AS_OF=2005-10-01/a.csv', etag: 'x' },
        { key: 'landing/as_of=2005-11-01/deeper/a.csv', etag: 'x' },
        { key: 'landing/notes/as_of.txt', etag: 'x' },
        { key: 'landing/as_of.txt', etag: 'x' },
      ];
    }
    const misnamed: string[] = [];
    const deliveries = await listDeliveries(objects(), (folder) => misnamed.push(folder));
    expect(deliveries).toEqual([{ as_of: '2005-11-01', manifest_etag: 'x' }]);
    expect(misnamed).toEqual([...folders.map((folder) => `as_of=${folder}`), 'AS_OF=2005-10-01']);
  });

  test.each<[next: string | undefined, upTo: string, runs: PastRun[]]>([
    ['2005-10-01', '2005-12-31', []],
    [undefined, '2005-09-30', []],
    ['2005-11-01', '2005-12-31', [past({})]],
    [undefined, '2005-10-31', [past({})]],
    [undefined, '2005-12-31', [past({}), past({ as_of: '2005-11-01', manifest_etag: 'nov' })]],
    ['2005-10-01', '2005-12-31', [past({ manifest_etag: 'older' })]],
    ['2005-10-01', '2005-12-31', [past({ state: 'failed' })]],
    ['2005-11-01', '2005-12-31', [past({ state: 'failed', execution_id: 'this' })]],
  ])('the next is %s up to %s', async (next, up_to, runs) => {
    const delivery = chooseNextDelivery(await listDeliveries(landing()), runs, { up_to, execution_id: 'this' });
    expect(delivery?.as_of).toBe(next);
  });

  const published = [past({}), past({ as_of: '2005-11-01', manifest_etag: 'nov' })];
  test.each<[next: string | undefined, from: string | null, again: boolean, runs: PastRun[]]>([
    ['2005-10-01', '2005-10-01', true, published],
    ['2005-11-01', '2005-10-02', true, published],
    ['2005-11-01', null, true, [...published, past({ execution_id: 'this' })]],
    [undefined, '2005-11-02', true, published],
    [undefined, '2005-10-01', false, published],
    ['2005-11-01', '2005-11-01', false, []],
  ])('the next is %s from %s, again: %s', async (next, from, again, runs) => {
    const request = { from, up_to: '2005-12-31', again, execution_id: 'this' };
    expect(chooseNextDelivery(await listDeliveries(landing()), runs, request)?.as_of).toBe(next);
  });
});
