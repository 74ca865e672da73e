/**
 * `npm start`: the local cloud, the stacks deployed on it, and the whole journey of the data; then it stays up.
 *
 *   --exit        end after the summary
 *   --data DIR    the deliveries to run, oldest first (default data/taiwan)
 *   --engine E    what builds the features: sql, spark, or auto (the default), which goes by a delivery's size
 *   --budget-seconds N  how long a training searches for a model's settings (default 110); 0 takes the sound ones
 *   --state DIR   where everything is kept (default .local); another lender gets another folder
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { type LocalSession, withLocalCloud } from '../environment/local-session.ts';
import { DEFAULT_DATA_FOLDER, findDeliveries } from '../journey/deliveries.ts';
import { installSpark, parseEngine } from '../journey/engine.ts';
import { buildJourneyReport, writeJourneyReport } from '../journey/journey-report.ts';
import { printPrediction } from '../journey/print-prediction.ts';
import { printSummary } from '../journey/print-summary.ts';
import { DEFAULT_SEARCH_BUDGET_SECONDS, runJourney } from '../journey/run-journey.ts';
import { ensureLocalUsers, LOCAL_PASSWORD, LOCAL_USERS } from '../local/dashboard/users.ts';
import { readLocalSettings } from '../local/settings.ts';
import { command } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';

await command(async () => {
  const { values: options } = parseArgs({
    options: {
      exit: { type: 'boolean', default: false },
      data: { type: 'string', default: DEFAULT_DATA_FOLDER },
      engine: { type: 'string', default: 'auto' },
      'budget-seconds': { type: 'string', default: String(DEFAULT_SEARCH_BUDGET_SECONDS) },
      state: { type: 'string' },
    },
  });
  const startedAt = performance.now();
  const settings = readLocalSettings({ stateDirectory: options.state });
  const engine = parseEngine(options.engine);
  const budgetSeconds = budgetOf(options['budget-seconds']);
  const deliveries = await findDeliveries(resolve(options.data));
  if (engine === 'spark') await installSpark(settings);
  await withLocalCloud(settings, { staysUp: !options.exit }, async (session) => {
    const { parameter, database, secondsByStep: seconds } = session;
    const results = await runJourney(deliveries, session, { engine, budgetSeconds });
    const totalSeconds = (performance.now() - startedAt) / 1000;
    const report = await buildJourneyReport({ database, seconds, deliveries: results, totalSeconds });
    const { reportPath, scoresPath } = await writeJourneyReport(settings.stateDirectory, database, report);
    printSummary(report);
    await printPrediction(parameter, database);
    console.log(`\n${pc.bold('Done')} in ${totalSeconds.toFixed(0)} s`);
    console.log(`  Report   ${reportPath}`);
    console.log(`  Scores   ${scoresPath}`);
    if (options.exit) return;
    await ensureLocalUsers(settings, parameter('api/user-pool-id'));
    printWhereToGo(session);
  });
});

function budgetOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new CommandError(`--budget-seconds ${text}: give a whole number of seconds, 0 or more`);
}

function printWhereToGo({ settings, parameter }: LocalSession): void {
  console.log(
    `  Web      ${settings.urls.dashboard}   (${LOCAL_USERS.map(({ email }) => email).join(' or ')}, password ${LOCAL_PASSWORD})`,
  );
  console.log(`  API      ${parameter('api/url')}   (token: npm run -s token)`);
  console.log(`  MLflow   ${settings.urls.mlflow}`);
  console.log(`\n  Everything stays up until Ctrl-C. ${pc.dim('npm run reset removes all of it.')}`);
}
