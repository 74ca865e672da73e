/**
 * `npm run bench:restore [-- --data DIR] [--runs 3] [--json]`: measures a restore of the local cloud to a second, by the
 * calls that a recovery makes: after the lender's deliveries were published, the schema `staging` is dropped, and the
 * second before comes back.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  CreateDBInstanceCommand,
  DescribeDBClustersCommand,
  RDSClient,
  RestoreDBClusterToPointInTimeCommand,
  waitUntilDBInstanceAvailable,
} from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { getDataDirectory } from '../cli/local/clusters/cluster-record.ts';
import { findPostgres } from '../cli/local/postgres/postgres.ts';
import { buildSdkConfiguration, readLocalSettings } from '../cli/local/settings/local-settings.ts';
import { startEtlCloud } from './etl/etl-cloud.ts';
import { resetState } from './reset-state.ts';
import { computeMedian, createTable, describeMachine, formatGoals, readLoadAverage } from './results.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = 'risk-local';
const GOAL_SECONDS = 60;
const COUNTED = ['staging.customers', 'staging.transactions', 'analytics.risk_features'];

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: 'data/taiwan' },
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

async function countRows(database: Client): Promise<string> {
  const counts: string[] = [];
  for (const table of COUNTED) counts.push((await database.query(`select count(*) as n from ${table}`)).rows[0].n);
  return counts.join(', ');
}

/** Restores a cluster and waits until its instance is available. @returns the seconds of both steps */
async function restore(rds: RDSClient, id: string, time: Date): Promise<{ cluster: number; instance: number }> {
  const startedAt = performance.now();
  await rds.send(
    new RestoreDBClusterToPointInTimeCommand({
      ...{ SourceDBClusterIdentifier: SOURCE, DBClusterIdentifier: id, RestoreToTime: time },
    }),
  );
  let status: string | undefined = 'creating';
  while (status === 'creating') {
    await sleep(100);
    status = (await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }))).DBClusters?.[0]?.Status;
  }
  if (status !== 'available') throw new Error(`the restored cluster is ${status}`);
  const restoredAt = performance.now();
  const instance = { DBInstanceIdentifier: `${id}-1`, DBClusterIdentifier: id, DBInstanceClass: 'db.serverless' };
  await rds.send(new CreateDBInstanceCommand({ ...instance, Engine: 'aurora-postgresql' }));
  await waitUntilDBInstanceAvailable({ client: rds, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, instance);
  return { cluster: (restoredAt - startedAt) / 1000, instance: (performance.now() - restoredAt) / 1000 };
}

async function main(): Promise<void> {
  const state = mkdtempSync(join(ROOT, '.local-test-'));
  const settings = readLocalSettings({ stateDirectory: state });
  const loadBefore = readLoadAverage();
  try {
    const cloud = await startEtlCloud(settings, resolve(options.data), (step) => console.error(step));
    await cloud.run('sql');
    const rows = await countRows(cloud.database);
    const { rows: facts } = await cloud.database.query(
      "select pg_database_size('risk') / 1e6 as database_mb, (pg_current_wal_lsn() - '0/0') / 1e6 as log_mb",
    );
    await sleep(1000);
    const time = new Date();
    await sleep(1000);
    await cloud.database.query('drop schema staging cascade');
    const rds = new RDSClient({ ...buildSdkConfiguration(settings), endpoint: settings.urls.rds });
    const runs: { cluster: number; instance: number }[] = [];
    for (let run = 1; run <= Number(options.runs); run += 1) {
      console.error(`restore ${run} of ${options.runs}`);
      const id = `restored-${run}`;
      runs.push(await restore(rds, id, time));
      const restored = new Client({ connectionString: findPostgres(getDataDirectory(settings, id)).running?.url });
      await restored.connect();
      const restoredRows = await countRows(restored);
      await restored.end();
      if (restoredRows !== rows) throw new Error(`restored ${restoredRows} rows instead of ${rows}`);
    }
    rds.destroy();
    await cloud.stop();
    printReport(runs, facts[0], loadBefore);
  } finally {
    resetState(state);
    rmSync(state, { recursive: true, force: true });
  }
}

function printReport(
  runs: { cluster: number; instance: number }[],
  { database_mb, log_mb }: { database_mb: string; log_mb: string },
  loadBefore: number,
): void {
  const table = createTable(['step', 'median s', 'most s']);
  const add = (name: string, seconds: number[]) =>
    table.push([name, computeMedian(seconds).toFixed(1), Math.max(...seconds).toFixed(1)]);
  const totals = runs.map(({ cluster, instance }) => cluster + instance);
  add(
    'restore the cluster',
    runs.map(({ cluster }) => cluster),
  );
  add(
    'create the instance',
    runs.map(({ instance }) => instance),
  );
  add('both', totals);
  console.log(`${describeMachine()}, load average ${loadBefore} before, ${readLoadAverage()} after`);
  console.log(`database ${Number(database_mb).toFixed(0)} MB, log ${Number(log_mb).toFixed(0)} MB`);
  console.log(table.toString());
  if (!options.json) return;
  const value = computeMedian(totals);
  const goal = { name: 'local restore', value, unit: 's', goal: GOAL_SECONDS, met: value < GOAL_SECONDS };
  console.log(formatGoals('restore', [goal]));
}

await main();
