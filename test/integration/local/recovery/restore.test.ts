/** The local RDS restores PostgreSQL to a second, and what it restores is reached as the deployed cluster is. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LocalRds } from './local-rds.ts';

let local: LocalRds;

beforeAll(async () => {
  local = await LocalRds.start();
}, 60_000);

afterAll(() => local?.stop());

const SECOND = 1000;
const waitSeconds = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * SECOND));
const readClock = async () => new Date();

describe('a restore to the second before a fault', () => {
  test('brings back a schema that was dropped', async () => {
    await local.waitForBackup();
    await local.query('create schema core; create table core.loans as select n from generate_series(1, 1000) n');
    await waitSeconds(1);
    const before = await readClock();
    await waitSeconds(1);
    await local.query('drop schema core cascade');
    await local.restore('risk-local-restored', before);
    const master = local.connect('risk-local-restored');
    await local.query(
      'grant usage on schema core to public; grant select on core.loans to public',
      'risk-local-restored',
    );
    expect(await master.query('select count(*) as rows from core.loans')).toEqual([{ rows: 1000 }]);
    await expect(local.connect().query('select 1 from core.loans')).rejects.toThrow(/core.loans/);
  }, 90_000);
});
