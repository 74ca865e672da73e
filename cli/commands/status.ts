/**
 * `npm run status`: how the system stands, on one screen: what needs a person, the newest run, the models, the alarms,
 * drift, freshness, and what is at work.
 *
 *   --json       the same as one JSON object
 *   --env NAME   the environment (default local); --state DIR: the local cloud's folder (default .local)
 *
 * Exit code 0: all is well. 2: something needs a person, said in the first lines. 1: it could not be found out.
 */
import { parseArgs } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SFNClient } from '@aws-sdk/client-sfn';
import { environmentOptions, withEnvironment } from '../environment/operator-environment.ts';
import { listFindings } from '../status/findings.ts';
import { printStatus } from '../status/print-status.ts';
import { readStatus } from '../status/read-status.ts';
import { command } from '../terminal/command.ts';

const NEEDS_A_PERSON = 2;

await command(async () => {
  const { values } = parseArgs({ options: { ...environmentOptions, json: { type: 'boolean', default: false } } });
  await withEnvironment(values, async ({ environment, database }) => {
    const clients = { cloudwatch: new CloudWatchClient({}), workflows: new SFNClient({}) };
    const status = await readStatus(database, clients, environment);
    const concerns = listFindings(status, new Date());
    if (values.json) console.log(JSON.stringify({ concerns, ...status }, null, 2));
    else printStatus(status, concerns);
    if (concerns.length > 0) process.exitCode = NEEDS_A_PERSON;
  });
});
