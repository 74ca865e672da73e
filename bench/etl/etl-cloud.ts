/** Runs the daily workflow repeatedly on one delivery in the local cloud: seconds by stage, processor time, memory. */
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Client } from 'pg';
import { readStackParameters } from '../../cli/aws/stack-parameters.ts';
import { findDeliveries, landDelivery } from '../../cli/journey/delivery-folders.ts';
import type { Engine } from '../../cli/journey/engine.ts';
import { startLocalCloud } from '../../cli/local/cloud.ts';
import { deployStacks } from '../../cli/local/deploy/deploy.ts';
import { buildSdkEnvironment, type LocalSettings } from '../../cli/local/settings/local-settings.ts';
import type { WorkflowStep } from '../../cli/workflows/execution-steps.ts';
import { runWorkflow } from '../../cli/workflows/run-workflow.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { emptyDatabase } from '../../testing/database/empty-database.ts';
import { type CpuSeconds, type PeakMib, type ProcessMeter, readCpuSeconds, startMeter } from './process-meter.ts';

/** The figures of one run. */
export interface WorkflowRun {
  /** Seconds from the start of the execution to the publication. */
  published_seconds: number;
  stages: Record<string, number>;
  /** Of the whole run. */
  cpu_seconds: CpuSeconds;
  /** Of PostgreSQL by stage, accurate to a quarter of a second. */
  stage_cpu_seconds: Record<string, number>;
  peak_mib: PeakMib;
}

/** Stages in which the database works. The others mostly read files and start functions. */
export const DATABASE_STAGES = [
  'ImportCustomers',
  'ImportOthers',
  'BuildFeatures',
  'ExportToSpark',
  'ImportFromSpark',
  'CheckQuality',
  'Publish',
];

export interface EtlCloud {
  database: Client;
  /** Runs the landed delivery on empty tables. */
  run(engine: Engine): Promise<WorkflowRun>;
  stop(): Promise<void>;
}

/** Starts the cloud in the state folder, deploys it and lands the delivery in `data`. */
export async function startEtlCloud(
  settings: LocalSettings,
  data: string,
  logStep: (step: string) => void,
): Promise<EtlCloud> {
  const deliveries = await findDeliveries(data);
  logStep('starting the local cloud');
  const cloud = await startLocalCloud(settings);
  Object.assign(process.env, buildSdkEnvironment(settings));
  try {
    logStep('deploying the stacks');
    await deployStacks(settings);
    await cloud.mlflowReady; // its start would take processor time from the first run
    const parameter = await readStackParameters('local');
    const database = await cloud.connect();
    for (const delivery of deliveries) await landDelivery(getObjectStore(), parameter('landing/bucket'), delivery);
    const client = new SFNClient({});
    const arn = parameter('workflow/daily-etl-arn');
    const asOf = deliveries.at(-1)?.asOf ?? '';
    return {
      database,
      run: (engine) => measureRun(client, database, arn, { up_to: asOf, engine }),
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

async function measureRun(
  client: SFNClient,
  database: Client,
  arn: string,
  input: { up_to: string; engine: Engine },
): Promise<WorkflowRun> {
  await emptyDatabase(database);
  await database.query('checkpoint');
  const meter: ProcessMeter = startMeter();
  const started = Date.now();
  try {
    const readings: Reading[] = [];
    const { steps } = await runWorkflow(client, arn, input, (all) => {
      const stage = all.at(-1)?.name ?? '';
      if (stage !== readings.at(-1)?.stage) readings.push({ stage, postgres: readCpuSeconds().postgres });
    });
    readings.push({ stage: 'end', postgres: readCpuSeconds().postgres });
    const { rows } = await database.query<{ published_at: Date }>(
      'select max(published_at) as published_at from analytics.publications',
    );
    const { cpu_seconds, peak_mib } = meter.stop();
    return {
      published_seconds: ((rows[0]?.published_at.getTime() ?? Number.NaN) - started) / 1000,
      stages: sumStageSeconds(steps),
      cpu_seconds,
      stage_cpu_seconds: sumCpuByStage(readings),
      peak_mib,
    };
  } finally {
    meter.stop();
  }
}

/** Sums the seconds by stage up to the publication. Scoring and the search for the next delivery do not count. */
function sumStageSeconds(steps: WorkflowStep[]): Record<string, number> {
  const seconds: Record<string, number> = {};
  const published = steps.findIndex(({ name }) => name === 'Publish');
  for (const { name, startedAt, endedAt } of steps.slice(0, published + 1)) {
    seconds[name] = (seconds[name] ?? 0) + ((endedAt ?? startedAt) - startedAt) / 1000;
  }
  return seconds;
}

/** PostgreSQL's processor seconds at the start of a stage. */
interface Reading {
  stage: string;
  postgres: number;
}

function sumCpuByStage(readings: Reading[]): Record<string, number> {
  const spent: Record<string, number> = {};
  for (const [i, { stage, postgres }] of readings.slice(0, -1).entries()) {
    spent[stage] = (spent[stage] ?? 0) + (readings[i + 1]?.postgres ?? postgres) - postgres;
  }
  return spent;
}
