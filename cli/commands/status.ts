/** `npm run status`: shows on one screen how an environment is doing and what needs action. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SFNClient } from '@aws-sdk/client-sfn';
import { environmentOptions } from '../environment/environment-options.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import { listFindings } from '../status/findings.ts';
import { printStatus } from '../status/print-status.ts';
import { readStatus } from '../status/read-status.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';

const NEEDS_ACTION = 2;

export const statusCommand = defineCommand({
  name: 'status',
  summary: 'shows how an environment is doing and what needs action',
  description:
    'Shows on one screen what needs action, the newest runs, the models, drift, alarms, freshness and running executions.',
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
  },
  async run({ json, ...chosen }) {
    await withEnvironment(chosen, async ({ environment, database, parameter }) => {
      const clients = { cloudwatch: new CloudWatchClient({}), workflows: new SFNClient({}) };
      const status = await readStatus(database, clients, { environment, reportBucket: parameter('reporting/bucket') });
      const findings = listFindings(status, new Date());
      if (json) console.log(JSON.stringify({ concerns: findings, ...status }, null, 2));
      else printStatus(status, findings);
      if (findings.length > 0) process.exitCode = NEEDS_ACTION;
    });
  },
});

if (import.meta.main) await runCommand(statusCommand);
