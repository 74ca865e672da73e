/**
 * MiniStack, the emulator of AWS: S3, Lambda, Step Functions, CloudFormation and the rest on one port.
 * docs/local-cloud.md lists where it differs from AWS.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../terminal/command-error.ts';
import { type ManagedProcess, respondsOk, startProcess, waitUntilReady } from '../processes/managed-process.ts';
import { deployRecordPath, type LocalSettings, pythonFolder, serviceEndpoints } from '../settings/local-settings.ts';

const START_TIMEOUT_SECONDS = 60;

/** MiniStack did not save its state. */
export class CheckpointFailed extends CommandError {}

/**
 * Starts MiniStack and resolves when it answers. S3 objects are on disk as soon as they are written; everything else
 * (stacks, functions, parameters, secrets, user pools, executions) when it ends or at `checkpointMiniStack`.
 * Ended in the middle of a deploy it saves nothing: a stack saved half-way could never be deployed again.
 */
export async function startMiniStack(settings: LocalSettings, signal?: AbortSignal): Promise<ManagedProcess> {
  await dropObjectsWithoutStacks(settings);
  const child = await startProcess(settings, {
    name: 'ministack',
    command: join(pythonFolder(settings), 'python'),
    args: [join(import.meta.dirname, 'ministack_server.py')],
    environment: { ...serviceEndpoints(settings), ...miniStackEnvironment(settings) },
  });
  await waitUntilReady(child, () => respondsOk(`${settings.urls.aws}/_ministack/health`), {
    timeoutSeconds: START_TIMEOUT_SECONDS,
    signal,
  });
  return { ...child, stop: () => (existsSync(deployRecordPath(settings)) ? child.stop() : child.kill()) };
}

/** Makes MiniStack save its state now, so that a crash after this keeps what is deployed. */
export async function checkpointMiniStack(settings: LocalSettings): Promise<void> {
  const response = await fetch(`${settings.urls.aws}/_local/checkpoint`, { method: 'POST' });
  if (response.status !== 204) throw new CheckpointFailed(`MiniStack did not save its state (${response.status})`);
}

const stateFolder = (settings: LocalSettings): string => join(settings.stateDirectory, 'ministack/state');
const objectFolder = (settings: LocalSettings): string => join(settings.stateDirectory, 'ministack/s3');

/**
 * A crash before the first checkpoint leaves buckets that no stack knows, which a deploy would then refuse to make.
 * They can hold nothing but assets of that deploy.
 */
async function dropObjectsWithoutStacks(settings: LocalSettings): Promise<void> {
  if (existsSync(join(stateFolder(settings), 'cloudformation.json'))) return;
  await rm(objectFolder(settings), { recursive: true, force: true });
}

function miniStackEnvironment(settings: LocalSettings): Record<string, string> {
  return {
    GATEWAY_PORT: String(settings.ports.aws),
    BIND_HOST: '127.0.0.1', // its default is every interface
    MINISTACK_HOST: '127.0.0.1', // the host in the addresses it hands out
    MINISTACK_REGION: settings.region,
    MINISTACK_ACCOUNT_ID: settings.accountId,
    AWS_DEFAULT_REGION: settings.region,
    PERSIST_STATE: '1',
    STATE_DIR: stateFolder(settings),
    S3_PERSIST: '1',
    S3_DATA_DIR: objectFolder(settings),
    LAMBDA_EXECUTOR: 'local', // Node processes, no Docker
    LAMBDA_WARM_TTL_SECONDS: '120', // surplus workers of a wide Map give their memory back
    DOCKER_HOST: 'unix:///nonexistent', // it would look for containers of its own to remove
    IOT_MTLS_ENABLED: '0', // listens on 8883 otherwise
    SFTP_ENABLED: '0',
    LOG_LEVEL: 'INFO',
  };
}
