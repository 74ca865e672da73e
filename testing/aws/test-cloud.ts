/** Starts a local cloud for one test: free ports, a temporary state folder, and the real stacks deployed. */
import type { Client } from 'pg';
import { readStackParameters } from '../../cli/aws/stack-parameters.ts';
import { type LocalCloud, startLocalCloud } from '../../cli/local/cloud.ts';
import { resetLocalCloud } from '../../cli/local/reset.ts';
import { buildSdkEnvironment, type LocalSettings, readLocalSettings } from '../../cli/local/settings/local-settings.ts';
import { Progress } from '../../cli/terminal/progress.ts';
import { provideDeployedState } from './deployed-state.ts';
import { chooseFreePorts, createStateDirectory } from './test-settings.ts';

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

/** Starts a local cloud in this process with the stacks deployed. SDK clients that are created afterwards reach it. */
export const startTestCloud = (): Promise<TestCloud> => startCloud(createStateDirectory(), provideDeployedState);

/** Starts the local cloud of a state folder in this process, with the stacks that were deployed there before. */
export const startStoppedCloud = (stateDirectory: string): Promise<TestCloud> => startCloud(stateDirectory);

async function startCloud(
  stateDirectory: string,
  prepare?: (settings: LocalSettings) => Promise<void>,
): Promise<TestCloud> {
  Object.assign(process.env, await chooseFreePorts());
  const settings = readLocalSettings({ stateDirectory });
  await prepare?.(settings);
  const cloud = await startLocalCloud(settings);
  Object.assign(process.env, buildSdkEnvironment(settings));
  try {
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
