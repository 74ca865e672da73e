/**
 * Deploys the stacks of bin/app.ts on the local cloud with the CDK's own command line, as they are deployed to AWS.
 * Does nothing when nothing that they are made from has changed.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from '../../terminal/command-error.ts';
import { checkpointMiniStack } from '../ministack/ministack.ts';
import { startProcess } from '../processes/managed-process.ts';
import { deployRecordPath, type LocalSettings, logPath, sdkEnvironment } from '../settings/local-settings.ts';
import { createProgressReader, extractError } from './cdk-output.ts';
import { type DeployedStack, isComplete, listDeployedStacks } from './deployed-stacks.ts';
import { computeFingerprint } from './fingerprint.ts';

/** The CDK could not deploy; the message is its own reason in one line. */
export class DeployFailed extends CommandError {}

export interface DeployOptions {
  /** Folder with the `cdk.json`; default the repository. */
  appDirectory?: string;
  /** A custom resource whose Lambda can't load would hang a deploy for ever. */
  timeoutSeconds?: number;
}

const BOOTSTRAP_STACK = 'CDKToolkit';
const DEPLOY_TIMEOUT_SECONDS = 300;
const BOOTSTRAP_TIMEOUT_SECONDS = 120;

/**
 * Deploys every stack and saves MiniStack's state.
 * @param onEvent hears one line at every step, such as `Risk-Local-Etl 12 of 40`
 * @throws {DeployFailed} with the CDK's reason, or when the time is over
 */
export async function deployStacks(
  settings: LocalSettings,
  onEvent: (event: string) => void = () => {},
  options: DeployOptions = {},
): Promise<{ changed: boolean }> {
  const appDirectory = options.appDirectory ?? settings.repositoryRoot;
  const wanted = await computeFingerprint(appDirectory, settings.stateDirectory, sdkEnvironment(settings));
  const before = await listDeployedStacks(settings);
  if (await isDeployed(settings, wanted, before)) {
    onEvent('the stacks are up to date');
    return { changed: false };
  }
  await rm(deployRecordPath(settings), { force: true });
  await rm(logPath(settings, 'deploy'), { force: true });
  const run = cdkRunner(settings, onEvent);
  if (!before[BOOTSTRAP_STACK] || !isComplete(before[BOOTSTRAP_STACK])) {
    onEvent('bootstrapping the account');
    const command = ['bootstrap', `aws://${settings.accountId}/${settings.region}`];
    // Where there is no app, so that it is not synthesised for this too.
    await run(command, { directory: settings.stateDirectory, timeoutSeconds: BOOTSTRAP_TIMEOUT_SECONDS });
  }
  onEvent('synthesising the stacks');
  const timeoutSeconds = options.timeoutSeconds ?? DEPLOY_TIMEOUT_SECONDS;
  await run(DEPLOY_COMMAND, { directory: appDirectory, timeoutSeconds });
  await checkpointMiniStack(settings);
  await writeRecord(settings, { fingerprint: wanted, stacks: await listDeployedStacks(settings) });
  return { changed: true };
}

/** Direct: MiniStack takes a change set that alters nothing but outputs for "no changes". */
const DEPLOY_COMMAND = ['deploy', '--all', '--method=direct', '--require-approval=never', '--progress=events'];

interface DeployRecord {
  fingerprint: string;
  stacks: Record<string, DeployedStack>;
}

async function isDeployed(
  settings: LocalSettings,
  wanted: string,
  stacks: Record<string, DeployedStack>,
): Promise<boolean> {
  try {
    const record: DeployRecord = JSON.parse(await readFile(deployRecordPath(settings), 'utf8'));
    const untouched = JSON.stringify(sorted(record.stacks)) === JSON.stringify(sorted(stacks));
    return record.fingerprint === wanted && untouched && Object.values(stacks).every(isComplete);
  } catch {
    return false; // never deployed, or cut off
  }
}

const sorted = (stacks: Record<string, DeployedStack>) => Object.entries(stacks).sort(([a], [b]) => (a < b ? -1 : 1));

async function writeRecord(settings: LocalSettings, record: DeployRecord): Promise<void> {
  await mkdir(dirname(deployRecordPath(settings)), { recursive: true });
  await writeFile(deployRecordPath(settings), JSON.stringify(record, null, 2));
}

function cdkRunner(settings: LocalSettings, onEvent: (event: string) => void) {
  return async (command: string[], at: { directory: string; timeoutSeconds: number }): Promise<void> => {
    const lines: string[] = [];
    const read = createProgressReader();
    const logFile = logPath(settings, 'deploy');
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
      environment: { ...sdkEnvironment(settings), NO_COLOR: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
      workingDirectory: at.directory,
      logFile,
      onLine: (line) => {
        lines.push(line);
        const progress = read(line);
        if (progress) onEvent(progress);
      },
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      void child.stop();
    }, at.timeoutSeconds * 1000);
    const { code } = await child.exited;
    clearTimeout(timer);
    if (late) throw new DeployFailed(`cdk ${command[0]} did not end within ${at.timeoutSeconds} s (log: ${logFile})`);
    if (code !== 0) throw new DeployFailed(`cdk ${command[0]}: ${extractError(lines)} (log: ${logFile})`);
  };
}
