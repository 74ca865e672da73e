/** `npm start`: starts the local cloud, deploys the stacks, runs every delivery through all workflows, and stays up. */
import { resolve } from 'node:path';
import pc from 'picocolors';
import { stateOption } from '../environment/environment-options.ts';
import { type LocalSession, withLocalCloud } from '../environment/local-session.ts';
import { DEFAULT_DATA_FOLDER, findDeliveries } from '../journey/delivery-folders.ts';
import { dataOption, engineOption } from '../journey/journey-options.ts';
import { buildJourneyReport, writeJourneyReport } from '../journey/journey-report.ts';
import { printPrediction } from '../journey/print-prediction.ts';
import { printSummary } from '../journey/print-summary.ts';
import { DEFAULT_SEARCH_BUDGET_SECONDS, runJourney } from '../journey/run-journey.ts';
import { ensureLocalUsers, LOCAL_USERS } from '../local/dashboard/users.ts';
import { installSpark } from '../local/install-spark.ts';
import { readCredentials } from '../local/settings/credentials.ts';
import { MLFLOW_USER, readLocalSettings } from '../local/settings/local-settings.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';
import { parseBudgetSeconds } from '../terminal/parse-values.ts';

export const startCommand = defineCommand({
  name: 'start',
  summary: 'starts the local cloud, deploys the stacks and runs the whole journey of the data',
  description:
    'Starts the local cloud, deploys the stacks on it, and for every delivery, oldest first, runs the daily workflow, a training where there is no champion, the daily scoring and monitoring. Prints a summary and a prediction, and stays up until Ctrl-C.',
  options: {
    exit: { description: 'end after the summary' },
    ...dataOption,
    ...engineOption,
    'budget-seconds': {
      value: 'N',
      description: 'search budget of a training in seconds, 0 to 99999; 0 takes the default settings of its algorithms',
      default: String(DEFAULT_SEARCH_BUDGET_SECONDS),
      parse: parseBudgetSeconds,
    },
    ...stateOption,
  },
  examples: {
    'npm start': 'the deliveries of data/taiwan',
    'npm start -- --exit': 'the same, without staying up',
    'npm start -- --data /tmp/lender --state .local-lender': 'another lender, in a local cloud of its own',
  },
  async run({ exit, data, engine, 'budget-seconds': budgetSeconds, state }) {
    const startedAt = performance.now();
    const settings = readLocalSettings({ stateDirectory: state });
    const deliveries = await findDeliveries(resolve(data ?? DEFAULT_DATA_FOLDER));
    if (engine === 'spark') await installSpark(settings);
    await withLocalCloud(settings, { staysUp: !exit }, async (session) => {
      const { parameter, database, secondsByStep } = session;
      const results = await runJourney(deliveries, session, { engine, budgetSeconds });
      const totalSeconds = (performance.now() - startedAt) / 1000;
      const report = await buildJourneyReport({ database, secondsByStep, deliveries: results, totalSeconds });
      const { reportPath, scoresPath } = await writeJourneyReport(settings.stateDirectory, database, report);
      printSummary(report);
      await printPrediction(parameter, database);
      console.log(`\n${pc.bold('Done')} in ${totalSeconds.toFixed(0)} s`);
      console.log(`  Report   ${reportPath}`);
      console.log(`  Scores   ${scoresPath}`);
      if (exit) return;
      await ensureLocalUsers(settings, parameter('api/user-pool-id'));
      printAddresses(session);
    });
  },
});

function printAddresses({ settings, parameter }: LocalSession): void {
  const { password } = readCredentials(settings.stateDirectory);
  const users = LOCAL_USERS.map(({ email }) => email).join(' or ');
  console.log(`  Web      ${settings.urls.dashboard}   (${users}, password ${password})`);
  console.log(`  API      ${parameter('api/url')}   (token: npm run -s token)`);
  console.log(`  MLflow   ${settings.urls.mlflow}   (${MLFLOW_USER}, the same password)`);
  console.log(`\n  Everything stays up until Ctrl-C. ${pc.dim('npm run reset removes all of it.')}`);
}

if (import.meta.main) await runCommand(startCommand);
