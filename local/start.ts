/**
 * `npm start`: the local cloud, the stacks deployed on it, and the whole journey of the data; then it stays up.
 *
 *   --exit        end after the summary
 *   --data DIR    the deliveries to run, oldest first (default data/taiwan)
 *   --state DIR   where everything is kept (default .local); another lender gets another folder
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { startCloud } from './cloud.ts';
import { deploy } from './deploy.ts';
import { LocalCloudError } from './errors.ts';
import { findDeliveries } from './journey/deliveries.ts';
import { runJourney } from './journey/journey.ts';
import { stackParameters } from './journey/parameters.ts';
import { printPrediction } from './journey/prediction.ts';
import { Progress } from './journey/progress.ts';
import { buildReport, writeReport } from './journey/report.ts';
import { printSummary } from './journey/summary.ts';
import { type LocalSettings, localSettings, sdkEnvironment } from './settings.ts';

const { values: options } = parseArgs({
  options: {
    exit: { type: 'boolean', default: false },
    data: { type: 'string', default: resolve(import.meta.dirname, '../data/taiwan') },
    state: { type: 'string' },
  },
});

async function main(): Promise<void> {
  const startedAt = performance.now();
  const settings = localSettings({ stateDirectory: options.state });
  Object.assign(process.env, sdkEnvironment(settings));
  const deliveries = await findDeliveries(resolve(options.data));
  const progress = new Progress();
  const seconds: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    seconds[name] = (performance.now() - from) / 1000;
    return result;
  };

  progress.section('Local cloud');
  progress.start('Start the services');
  const cloud = await timed('cloud', () => startCloud(settings, (step) => progress.update(step)));
  progress.done('PostgreSQL, Data API, jobs, MLflow, AWS');
  try {
    progress.start('Deploy the stacks');
    await timed('deploy', () => deploy(settings, (event) => progress.update(event)));
    await cloud.mlflowReady;
    progress.done();
    const parameter = await stackParameters('local');
    const database = await cloud.connect();
    try {
      const tools = { parameter, database, progress, stateDirectory: settings.stateDirectory };
      const results = await runJourney(deliveries, tools);
      const totalSeconds = (performance.now() - startedAt) / 1000;
      const report = await buildReport({ database, seconds, deliveries: results, totalSeconds });
      const files = await writeReport(settings.stateDirectory, database, report);
      printSummary(report);
      await printPrediction(parameter, database);
      printWhereToGo(settings, parameter, files, totalSeconds);
    } finally {
      await database.end();
    }
    if (!options.exit) await cloud.untilStopped();
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    await cloud.stop();
  }
}

function printWhereToGo(
  settings: LocalSettings,
  parameter: (name: string) => string,
  files: { reportPath: string; scoresPath: string },
  totalSeconds: number,
): void {
  console.log(`\n${pc.bold('Done')} in ${totalSeconds.toFixed(0)} s`);
  console.log(`  Report   ${files.reportPath}`);
  console.log(`  Scores   ${files.scoresPath}`);
  if (options.exit) return;
  console.log(`  API      ${parameter('api/url')}   (token: npm run -s token)`);
  console.log(`  MLflow   ${settings.urls.mlflow}`);
  console.log(`\n  Everything stays up until Ctrl-C. ${pc.dim('npm run reset removes all of it.')}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LocalCloudError)) throw error;
  console.error(`\n${pc.red(error.name)}: ${error.message}`);
  process.exitCode = 1;
}
