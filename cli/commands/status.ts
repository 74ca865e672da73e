/** `npm run status`: shows on one screen how an environment is doing and what needs action. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SFNClient } from '@aws-sdk/client-sfn';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { listFindings } from '../status/findings.ts';
import { printStatus } from '../status/print-status.ts';
import { readStatus } from '../status/read-status.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';
import { CommandError, NOT_RUNNING } from '../terminal/command-error.ts';

const NEEDS_ACTION = 2;

export const statusCommand = defineCommand({
  name: 'status',
  summary: 'shows how an environment is doing and what needs action',
  description:
    'Shows on one screen what needs action or waits for a person, each with the command that answers it, the newest runs, the models, drift, alarms, freshness and running executions. Starts nothing: where the local cloud does not run, it says so.',
  options: {
    json: { description: 'print the same as one JSON object' },
    ...environmentOptions,
  },
  examples: {
    'npm run status': 'the local cloud',
    'npm run status -- --env prod --json': 'production, for a program',
  },
  exitCodes: {
    0: 'nothing needs action',
    1: 'the status could not be read',
    [NEEDS_ACTION]: 'something needs action, named in the first lines; also an invalid command line',
    ...LOCAL_EXIT_CODES,
  },
  async run({ json, ...chosen }) {
    const work = (operator: OperatorEnvironment) => showStatus(operator, json);
    await withEnvironment(chosen, work, 'refuse').catch((error: unknown) => {
      const isStopped = error instanceof CommandError && error.exitCode === NOT_RUNNING;
      if (json && isStopped) printJson({ is_running: false, reason: error.message });
      throw error;
    });
  },
});

async function showStatus({ environment, database, parameter }: OperatorEnvironment, json: boolean): Promise<void> {
  const clients = { cloudwatch: new CloudWatchClient({}), workflows: new SFNClient({}) };
  const status = await readStatus(database, clients, { environment, reportBucket: parameter('reporting/bucket') });
  const findings = listFindings(status, new Date());
  if (json) printJson({ is_running: true, concerns: findings, ...status });
  else printStatus(status, findings);
  if (findings.length > 0) process.exitCode = NEEDS_ACTION;
}

const printJson = (content: object): void => console.log(JSON.stringify(content, null, 2));

if (import.meta.main) await runCommand(statusCommand);
