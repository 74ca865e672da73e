/**
 * Finds the cluster that the functions use: the one in the parameter `serving-cluster-arn`, which a recovery changes.
 * Programs that read PostgreSQL directly follow it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { SERVING_CLUSTER } from '../../../lambdas/shared/serving-cluster.ts';
import { CommandError } from '../../terminal/command-error.ts';
import { getMiniStackStateFolder } from '../ministack/ministack.ts';
import { findPostgres } from '../postgres/postgres.ts';
import { respondsOk } from '../processes/managed-process.ts';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';
import { DEPLOYED_CLUSTER, getDataDirectory } from './cluster-record.ts';

const PARAMETER = `/risk/local/database/${SERVING_CLUSTER}`;

/** The parameter names a cluster that does not run. */
export class ServingClusterMissing extends CommandError {
  constructor(id: string) {
    super(`${PARAMETER} names the cluster ${id}, which does not run here: restore it, or set the parameter to another`);
  }
}

/** Reads the name of the cluster; before the first deploy the name that it will have. */
export async function readServingCluster(settings: LocalSettings): Promise<string> {
  const isUp = await respondsOk(`${settings.urls.aws}/_ministack/health`);
  const arn = isUp ? await readParameter(settings) : readSavedParameter(settings);
  return arn?.split(':').at(-1) ?? DEPLOYED_CLUSTER;
}

/**
 * Finds the database of the cluster that the functions use, which runs.
 * @throws {ServingClusterMissing} when it does not run
 */
export async function findServingDatabase(settings: LocalSettings): Promise<string> {
  const id = await readServingCluster(settings);
  const { running } = findPostgres(getDataDirectory(settings, id));
  if (!running) throw new ServingClusterMissing(id);
  return running.url;
}

async function readParameter(settings: LocalSettings): Promise<string | undefined> {
  const client = new SSMClient(buildSdkConfiguration(settings));
  try {
    return (await client.send(new GetParameterCommand({ Name: PARAMETER }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

const SavedParameters = z.object({
  payload: z.object({
    parameters: z.object({ data: z.record(z.string(), z.object({ Name: z.string(), Value: z.string() })) }),
  }),
});

/** Reads the parameter from what MiniStack saved when it ended. */
function readSavedParameter(settings: LocalSettings): string | undefined {
  const path = join(getMiniStackStateFolder(settings), 'ssm.json');
  if (!existsSync(path)) return undefined;
  const { data } = SavedParameters.parse(JSON.parse(readFileSync(path, 'utf8'))).payload.parameters;
  return Object.values(data).find(({ Name }) => Name === PARAMETER)?.Value;
}
