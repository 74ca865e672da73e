/** `npm run etl`: lands deliveries and runs the daily workflow over them, without a training; releases a held day. */
import { resolve } from 'node:path';
import pc from 'picocolors';
import { environmentOptions, LOCAL_EXIT_CODES, resolveEnvironmentName } from '../environment/environment-options.ts';
import { withLocalCloud } from '../environment/local-session.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import { acceptMissing, buildAcceptance } from '../journey/accept-missing.ts';
import {
  describeUnscoredDays,
  type EtlOutput,
  parseDayRange,
  runBackfill,
  selectDeliveries,
} from '../journey/backfill.ts';
import { DEFAULT_DATA_FOLDER, findDeliveries } from '../journey/delivery-folders.ts';
import { dataOption, engineOption } from '../journey/journey-options.ts';
import { printBackfill } from '../journey/print-backfill.ts';
import { installSpark } from '../local/install-spark.ts';
import { readLocalSettings } from '../local/settings/local-settings.ts';
import { defineCommand, InvalidOptions, type OptionValues, runCommand } from '../terminal/command.ts';

const UNSCORED = 2;

const options = {
  from: { value: 'DATE', description: 'first as-of date of a backfill, YYYY-MM-DD' },
  to: { value: 'DATE', description: 'last as-of date of a backfill, YYYY-MM-DD' },
  'skip-published': { description: 'of these days run only those that are not published as they are' },
  'accept-missing': {
    value: 'RUN',
    description: 'lands nothing, and publishes the held day of this run although its full delivery lacks many rows',
  },
  why: { value: 'TEXT', description: 'reason of --accept-missing, stored with the run; required there' },
  as: { value: 'NAME', description: 'on whose behalf --accept-missing is (default: the IAM identity)' },
  ...dataOption,
  ...engineOption,
  ...environmentOptions,
} as const;

export const etlCommand = defineCommand({
  name: 'etl',
  summary: 'lands deliveries on the local cloud and runs the daily workflow over them, or releases a held day',
  description:
    'Lands deliveries, oldest first, and runs the daily workflow over those that are not published yet, without a training. With --from or --to it is a backfill: these days run again, also where they are published. Joins the local cloud that is up, or starts one for the command. docs/runbook.md says what a backfill changes. With --accept-missing it publishes a held day, whose full delivery lacks more rows than allowed, there or on AWS.',
  options,
  examples: {
    'npm run etl': 'every day of data/taiwan that is not published',
    'npm run etl -- --from 2005-10-01 --to 2005-10-31': 'these days again, in order',
    'npm run etl -- --accept-missing RUN --why "the branch was sold" --env prod': 'publishes a held day in production',
  },
  exitCodes: {
    [UNSCORED]: 'a published day was not scored, which the last lines name; also an invalid command line',
    ...LOCAL_EXIT_CODES,
  },
  async run({ 'accept-missing': heldRun, ...values }) {
    if (heldRun !== undefined) return releaseHeldDay(heldRun, values);
    const { data, engine, state, ...dayOptions } = values;
    if (values.why !== undefined || values.as !== undefined || resolveEnvironmentName(values) !== 'local') {
      throw new InvalidOptions('--why, --as and --env belong to --accept-missing; on AWS the lender lands deliveries');
    }
    const days = parseDayRange(dayOptions);
    const settings = readLocalSettings({ stateDirectory: state });
    const deliveries = selectDeliveries(days, await findDeliveries(resolve(data ?? DEFAULT_DATA_FOLDER)));
    if (engine === 'spark') await installSpark(settings);
    await withLocalCloud(settings, { joinsRunningCloud: true }, async (session) => {
      const { output } = await runBackfill(days, deliveries, session, engine);
      await printBackfill(output, session.database);
      reportUnscoredDays(output);
    });
  },
});

async function releaseHeldDay(heldRun: string, values: Omit<OptionValues<typeof options>, 'accept-missing'>) {
  const { data, from, to, 'skip-published': skips, why, as, ...chosen } = values;
  if ([data, from, to].some((value) => value !== undefined) || skips || chosen.engine !== engineOption.engine.default) {
    throw new InvalidOptions('--accept-missing takes no days, no --data and no --engine: it runs what is landed');
  }
  buildAcceptance(heldRun, why, as ?? '-'); // refused before an environment is reached
  await withEnvironment(chosen, async (operator) => {
    const acceptance = buildAcceptance(heldRun, why, as ?? (await operator.identifyCaller()));
    const { held, output } = await acceptMissing(acceptance, operator);
    console.log(`\n  ${pc.bold(held.as_of)} is published; ${acceptance.by} accepted what it ends: ${acceptance.why}`);
    reportUnscoredDays(output);
  });
}

function reportUnscoredDays(output: EtlOutput): void {
  const lines = describeUnscoredDays(output);
  for (const line of lines) console.error(`\n  ${pc.red('!')} ${line}`);
  if (lines.length > 0) process.exitCode = UNSCORED;
}

if (import.meta.main) await runCommand(etlCommand);
