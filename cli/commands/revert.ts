/** `npm run revert`: makes the functions of the API and the workflows of an earlier time live again. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { environmentNameOptions, resolveEnvironmentName } from '../environment/environment-options.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import { readLiveAliases } from '../releases/live-alias.ts';
import { planRevert } from '../releases/plan-revert.ts';
import { moveAliases, printMoves, requireSettledStacks } from '../releases/revert-release.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { formatPlural } from '../terminal/format.ts';
import { parsePastTime } from '../terminal/parse-values.ts';

export const revertCommand = defineCommand({
  name: 'revert',
  summary: 'makes the functions and workflows of an earlier time live again',
  description:
    'Points the alias live of each function of the API and of each workflow to the newest version that was published by a time, within seconds. Executions that run keep their version. Without --yes it prints what it would do. The database is not changed: an older release runs on it. docs/runbook.md says when to use it.',
  options: {
    to: {
      value: 'TIME',
      description: 'ISO time with its zone, shortly before the bad release was deployed; required',
      parse: parsePastTime,
    },
    yes: { description: 'move the aliases' },
    ...environmentNameOptions,
  },
  examples: {
    'npm run revert -- --env prod --to 2026-11-29T08:00:00Z': 'shows what would change',
    'npm run revert -- --env prod --to 2026-11-29T08:00:00Z --yes': 'the release of that time is live',
  },
  exitCodes: { 1: 'refused, and nothing was changed; or some aliases could not be moved' },
  async run({ to, yes, ...chosen }) {
    const environment = resolveEnvironmentName(chosen);
    if (!to) throw new InvalidOptions('say to which time: --to 2026-11-29T08:00:00Z');
    if (environment === 'local')
      throw new InvalidOptions('the local cloud has no releases: give --env dev or --env prod');
    await withEnvironment({ ...chosen, state: undefined }, async () => {
      await requireSettledStacks(new CloudFormationClient({}), environment);
      const aliases = await readLiveAliases({ lambda: new LambdaClient({}), sfn: new SFNClient({}) }, environment);
      const moves = planRevert(aliases, to);
      printMoves(moves);
      if (!yes) return console.log('Nothing was changed. --yes moves the aliases.');
      await moveAliases(moves);
      console.log(`${formatPlural(moves.length, 'alias', 'aliases')} moved`);
    });
  },
});

if (import.meta.main) await runCommand(revertCommand);
