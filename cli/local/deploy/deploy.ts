/**
 * Deploys the stacks of bin/app.ts on the local cloud with the CDK's command line, as on AWS. Does nothing when their
 * sources have not changed.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from '../../terminal/command-error.ts';
import { checkpointMiniStack } from '../ministack/ministack.ts';
import { startProcess } from '../processes/managed-process.ts';
import {
  buildSdkAddresses,
  buildSdkEnvironment,
  getDeployRecordPath,
  getLogPath,
  type LocalSettings,
} from '../settings/local-settings.ts';
import { createProgressReader, extractError } from './cdk-output.ts';
import { type DeployedStack, deleteHalfCreatedStacks, isComplete, listDeployedStacks } from './deployed-stacks.ts';
import { computeFingerprint } from './fingerprint.ts';
import { lockAuditBucket } from './object-lock.ts';

/** The CDK could not deploy; the message has its reason in one line. */
export class DeployFailed extends CommandError {}

export interface DeployOptions {
  /** Folder with `cdk.json`; default the repository. */
  appDirectory?: string;
  /** Limit of the deploy: a custom resource whose Lambda can't load never ends. */
  timeoutSeconds?: number;
}

const BOOTSTRAP_STACK = 'CDKToolkit';
const DEPLOY_TIMEOUT_SECONDS = 300;
const BOOTSTRAP_TIMEOUT_SECONDS = 120;

/**
 * Deploys every stack and saves MiniStack's state.
 * @param onEvent called with one line at every step, such as `Risk-Local-Etl (3 of 6): 12 resources`
 * @throws {DeployFailed} when the CDK fails, with its reason, when the time is over, or when a stack is half deployed
 */
export async function deployStacks(
  settings: LocalSettings,
  onEvent: (event: string) => void = () => {},
  options: DeployOptions = {},
): Promise<{ changed: boolean }> {
  const appDirectory = options.appDirectory ?? settings.repositoryRoot;
  const sourceFingerprint = await computeFingerprint(
    appDirectory,
    settings.stateDirectory,
    buildSdkAddresses(settings),
  );
  const stacksBefore = await listDeployedStacks(settings);
  if (await isUpToDate(settings, sourceFingerprint, stacksBefore)) {
    onEvent('the stacks are up to date');
    return { changed: false };
  }
  await rm(getDeployRecordPath(settings), { force: true });
  await rm(getLogPath(settings, 'deploy'), { force: true });
  await deleteHalfCreatedStacks(settings, stacksBefore);
  const runCdk = createCdkRunner(settings, onEvent);
  if (!stacksBefore[BOOTSTRAP_STACK] || !isComplete(stacksBefore[BOOTSTRAP_STACK])) {
    onEvent('bootstrapping the account');
    const command = ['bootstrap', `aws://${settings.accountId}/${settings.region}`];
    // In a folder without an app, so that bootstrapping does not synthesise the stacks.
    await runCdk(command, { directory: settings.stateDirectory, timeoutSeconds: BOOTSTRAP_TIMEOUT_SECONDS });
  }
  onEvent('synthesising the stacks');
  const timeoutSeconds = options.timeoutSeconds ?? DEPLOY_TIMEOUT_SECONDS;
  await runCdk(DEPLOY_COMMAND, { directory: appDirectory, timeoutSeconds });
  const stacks = await listDeployedStacks(settings);
  requireEnded(stacks);
  await lockAuditBucket(settings);
  await checkpointMiniStack(settings);
  await writeRecord(settings, { fingerprint: sourceFingerprint, stacks });
  return { changed: true };
}

/** Direct, without change sets: MiniStack reports "no changes" for one that changes only outputs. */
const DEPLOY_COMMAND = ['deploy', '--all', '--method=direct', '--require-approval=never', '--progress=events'];

/** The CDK takes a stack for deployed whose update was interrupted after it had stored the new template. */
function requireEnded(stacks: Record<string, DeployedStack>): void {
  for (const [name, { status }] of Object.entries(stacks)) {
    if (status.endsWith('_COMPLETE')) continue;
    throw new DeployFailed(
      `${name} is ${status} since a deployment that was interrupted: npm run reset removes the local cloud with its data`,
    );
  }
}

interface DeployRecord {
  fingerprint: string;
  stacks: Record<string, DeployedStack>;
}

async function isUpToDate(
  settings: LocalSettings,
  sourceFingerprint: string,
  stacks: Record<string, DeployedStack>,
): Promise<boolean> {
  try {
    const record: DeployRecord = JSON.parse(await readFile(getDeployRecordPath(settings), 'utf8'));
    const hasSameStacks = JSON.stringify(sortByName(record.stacks)) === JSON.stringify(sortByName(stacks));
    return record.fingerprint === sourceFingerprint && hasSameStacks && Object.values(stacks).every(isComplete);
  } catch {
    return false; // never deployed, or an incomplete record
  }
}

const sortByName = (stacks: Record<string, DeployedStack>) =>
  Object.entries(stacks).sort(([a], [b]) => (a < b ? -1 : 1));

async function writeRecord(settings: LocalSettings, record: DeployRecord): Promise<void> {
  await mkdir(dirname(getDeployRecordPath(settings)), { recursive: true });
  await writeFile(getDeployRecordPath(settings), JSON.stringify(record, null, 2));
}

function createCdkRunner(settings: LocalSettings, onEvent: (event: string) => void) {
  return async (command: string[], options: { directory: string; timeoutSeconds: number }): Promise<void> => {
    const lines: string[] = [];
    const readProgress = createProgressReader();
    const logFile = getLogPath(settings, 'deploy');
    const child = await startProcess(settings, {
      name: 'cdk',
      command: join(settings.repositoryRoot, 'node_modules/.bin/cdk'),
      args: [
        ...command,
        '--ci',
        '--no-notices',
        '--output',
        join(settings.stateDirectory, 'cdk.out'),
        '-c',
        'env=local',
      ],
      environment: { ...buildSdkEnvironment(settings), NO_COLOR: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
      workingDirectory: options.directory,
      logFile,
      onLine: (line) => {
        lines.push(line);
        const progress = readProgress(line);
        if (progress) onEvent(progress);
      },
    });
    let isTimeout = false;
    const timer = setTimeout(() => {
      isTimeout = true;
      void child.stop();
    }, options.timeoutSeconds * 1000);
    const { code } = await child.exited;
    clearTimeout(timer);
    if (isTimeout)
      throw new DeployFailed(`cdk ${command[0]} did not end within ${options.timeoutSeconds} s (log: ${logFile})`);
    if (code !== 0) throw new DeployFailed(`cdk ${command[0]}: ${extractError(lines)} (log: ${logFile})`);
  };
}
