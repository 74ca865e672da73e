/** Starts a local cloud for one test: free ports, a temporary state folder, and the real stacks deployed. */
import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Client } from 'pg';
import { readStackParameters } from '../../cli/aws/stack-parameters.ts';
import { type LocalCloud, startLocalCloud } from '../../cli/local/cloud.ts';
import { deployStacks } from '../../cli/local/deploy/deploy.ts';
import { resetLocalCloud } from '../../cli/local/reset.ts';
import { buildSdkEnvironment, type LocalSettings, readLocalSettings } from '../../cli/local/settings/local-settings.ts';
import { findFreePort } from '../../cli/local/settings/ports.ts';
import { PORTS, SIGN_IN_PORT } from '../../cli/local/settings/read-ports.ts';
import { Progress } from '../../cli/terminal/progress.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A running local cloud with what the journey needs. */
export interface TestCloud {
  cloud: LocalCloud;
  parameter: (name: string) => string;
  database: Client;
  progress: Progress;
  stateDirectory: string;
  settings: LocalSettings;
  stop(): Promise<void>;
}

/** Chooses a free port for every part of the local cloud, by its variable RISK_PORT_*. */
export async function chooseFreePorts(): Promise<Record<string, string>> {
  const entries = [...Object.values(PORTS), SIGN_IN_PORT].map(
    async ({ variable }) => [variable, String(await findFreePort())] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Creates a folder inside the repository, as `.local` is, because folders above a Lambda's code affect how it loads. */
function createStateDirectory(): string {
  return mkdtempSync(join(ROOT, '.local-test-'));
}

/** Starts a local cloud in this process and deploys the stacks. SDK clients that are created afterwards reach it. */
export function startTestCloud(): Promise<TestCloud> {
  return startCloud(createStateDirectory(), async (settings) => void (await deployStacks(settings)));
}

/** Starts the local cloud of a state folder in this process, with the stacks that were deployed there before. */
export const startStoppedCloud = (stateDirectory: string): Promise<TestCloud> => startCloud(stateDirectory);

async function startCloud(
  stateDirectory: string,
  prepare: (settings: LocalSettings) => Promise<void> = async () => {},
): Promise<TestCloud> {
  Object.assign(process.env, await chooseFreePorts());
  const settings = readLocalSettings({ stateDirectory });
  const cloud = await startLocalCloud(settings);
  Object.assign(process.env, buildSdkEnvironment(settings));
  try {
    await prepare(settings);
    await Promise.all([cloud.mlflowReady, cloud.dashboardReady]);
    const database = await cloud.connect();
    const parameter = await readStackParameters('local');
    const stop = async () => {
      await database.end();
      await cloud.stop();
      await resetLocalCloud(settings);
    };
    return { cloud, parameter, database, progress: new Progress(), stateDirectory, settings, stop };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}
