/**
 * Starts MiniStack, the emulator of AWS: S3, Lambda, Step Functions, CloudFormation and other services on one port.
 * docs/local-cloud.md lists where it differs from AWS.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../terminal/command-error.ts';
import { fetchSigned } from '../guard/signature.ts';
import { type ManagedProcess, respondsOk, startProcess, waitUntilReady } from '../processes/managed-process.ts';
import { buildRecorderEnvironment } from '../recorded-calls.ts';
import { readCredentials } from '../settings/credentials.ts';
import {
  buildServiceEndpoints,
  getDeployRecordPath,
  getPythonFolder,
  type LocalSettings,
} from '../settings/local-settings.ts';

const START_TIMEOUT_SECONDS = 60;

/** MiniStack did not save its state. */
export class CheckpointFailed extends CommandError {}

/**
 * Starts MiniStack and resolves when it responds. S3 objects are on disk at once; everything else (stacks, functions,
 * parameters, secrets, user pools, executions) is saved at `stop` and at `checkpointMiniStack`. During a deploy `stop`
 * saves nothing: a stack that was saved in the middle of a deploy could never be deployed again.
 */
export async function startMiniStack(settings: LocalSettings, signal?: AbortSignal): Promise<ManagedProcess> {
  await removeObjectsWithoutStacks(settings);
  const child = await startProcess(settings, {
    name: 'ministack',
    command: join(getPythonFolder(settings), 'python'),
    args: ['-m', 'cli.local.ministack.ministack_server'],
    environment: {
      ...buildServiceEndpoints(settings),
      ...buildMiniStackEnvironment(settings),
      ...buildRecorderEnvironment(settings),
    },
  });
  await waitUntilReady(child, () => respondsOk(`${settings.urls.aws}/_ministack/health`), {
    timeoutSeconds: START_TIMEOUT_SECONDS,
    signal,
  });
  return { ...child, stop: () => (existsSync(getDeployRecordPath(settings)) ? child.stop() : child.kill()) };
}

/**
 * Saves MiniStack's state now, so that a later crash loses no deployed stack.
 * @throws {CheckpointFailed} when MiniStack does not save it
 */
export async function checkpointMiniStack(settings: LocalSettings): Promise<void> {
  const request = { service: 'execute-api', method: 'POST' };
  const key = readCredentials(settings.stateDirectory);
  const response = await fetchSigned(`${settings.urls.aws}/_local/checkpoint`, request, key);
  if (response.status !== 204) throw new CheckpointFailed(`MiniStack did not save its state (${response.status})`);
}

/** Folder that MiniStack saves its state in, one file for each service. */
export const getMiniStackStateFolder = (settings: LocalSettings): string =>
  join(settings.stateDirectory, 'ministack/state');
const getObjectFolder = (settings: LocalSettings): string => join(settings.stateDirectory, 'ministack/s3');

/**
 * Removes buckets that a crash before the first checkpoint left without their stacks: a deploy could not create them
 * again. They contain only assets of that deploy.
 */
async function removeObjectsWithoutStacks(settings: LocalSettings): Promise<void> {
  if (existsSync(join(getMiniStackStateFolder(settings), 'cloudformation.json'))) return;
  await rm(getObjectFolder(settings), { recursive: true, force: true });
}

function buildMiniStackEnvironment(settings: LocalSettings): Record<string, string> {
  const { accessKeyId, secretAccessKey } = readCredentials(settings.stateDirectory);
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    RISK_DASHBOARD_ORIGIN: settings.urls.dashboard,
    GATEWAY_PORT: String(settings.ports.aws),
    BIND_HOST: '127.0.0.1', // default: every interface
    MINISTACK_HOST: '127.0.0.1', // host in the addresses of its responses
    MINISTACK_REGION: settings.region,
    MINISTACK_ACCOUNT_ID: settings.accountId,
    AWS_DEFAULT_REGION: settings.region,
    PERSIST_STATE: '1',
    STATE_DIR: getMiniStackStateFolder(settings),
    S3_PERSIST: '1',
    S3_DATA_DIR: getObjectFolder(settings),
    LAMBDA_EXECUTOR: 'local', // Node processes, no Docker
    LAMBDA_WARM_TTL_SECONDS: '120', // workers that a wide Map no longer needs free their memory
    DOCKER_HOST: 'unix:///nonexistent', // keeps it from looking for containers to remove
    IOT_MTLS_ENABLED: '0', // otherwise it listens on 8883
    SFTP_ENABLED: '0',
    LOG_LEVEL: 'INFO',
  };
}
