/** Starts a local cloud with a champion, and multiplies its applications to a million. */
import { join } from 'node:path';
import type { Client } from 'pg';
import { readStackParameters } from '../../cli/aws/stack-parameters.ts';
import { findDeliveries } from '../../cli/journey/delivery-folders.ts';
import { runJourney } from '../../cli/journey/run-journey.ts';
import { startLocalCloud } from '../../cli/local/cloud.ts';
import { deployStacks } from '../../cli/local/deploy/deploy.ts';
import { buildSdkEnvironment, type LocalSettings } from '../../cli/local/settings/local-settings.ts';
import { Progress } from '../../cli/terminal/progress.ts';
import { NO_DRIFT } from '../../data/synthetic/options.ts';
import { writePopulation } from '../../data/synthetic/population.ts';

export interface BatchCloud {
  database: Client;
  parameter: (name: string) => string;
  stop(): Promise<void>;
}

const AS_OF = '2026-01-01';

/** Starts the cloud in the state folder. Without a champion there, it trains one on a synthetic delivery. */
export async function startBatchCloud(
  settings: LocalSettings,
  folder: string,
  logStep: (step: string) => void,
): Promise<BatchCloud> {
  logStep('starting the local cloud');
  const cloud = await startLocalCloud(settings);
  Object.assign(process.env, buildSdkEnvironment(settings));
  try {
    logStep('deploying the stacks');
    await deployStacks(settings);
    await cloud.mlflowReady;
    const parameter = await readStackParameters('local');
    const database = await cloud.connect();
    const { rows } = await database.query(`select from predictions.model_metadata where stage = 'champion'`);
    if (rows.length === 0) {
      logStep('a synthetic delivery, and a champion trained on it');
      const data = join(folder, 'data');
      const common = { days: 1, drift: NO_DRIFT, dirty: 0, seed: 7, asOf: AS_OF, fileRows: 250_000 };
      await writePopulation({ ...common, customers: 10_000, transactions: 500_000, out: data });
      const tools = { cloud, parameter, database, progress: new Progress(), stateDirectory: settings.stateDirectory };
      await runJourney(await findDeliveries(data), tools, { budgetSeconds: 0 });
    }
    return {
      database,
      parameter,
      async stop() {
        await database.end();
        await cloud.stop();
      },
    };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

/** Copies stored applications under new ids, with the same features, until there are `rows` applications. */
export async function multiplyApplications(database: Client, rows: number): Promise<void> {
  const { rows: columns } = await database.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = 'analytics.risk_features'::regclass and attnum > 0 and not attisdropped and attname <> 'application_id'`,
  );
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  await database.query(
    `insert into analytics.risk_features (application_id, ${names})
     select 'copy-' || copy || '-' || application_id, ${names}
     from (select * from analytics.current_features where application_id not like 'copy-%') original
     cross join generate_series(1, ceil($1::numeric / (select count(*) from analytics.current_features
       where application_id not like 'copy-%'))::int) copy
     on conflict do nothing`,
    [rows],
  );
  await database.query('analyze analytics.risk_features');
}
