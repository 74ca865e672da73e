/** `npm start`: starts the local cloud, deploys the stacks, runs every delivery through all workflows, and stays up. */
import { resolve } from 'node:path';
import pc from 'picocolors';
import { readOptionalEnv } from '../../lambdas/shared/env.ts';
import { stateOption } from '../environment/environment-options.ts';
import { withLocalCloud } from '../environment/local-session.ts';
import { DEFAULT_DATA_FOLDER, findDeliveries } from '../journey/delivery-folders.ts';
import { dataOption, engineOption } from '../journey/journey-options.ts';
import { buildJourneyReport, writeJourneyReport } from '../journey/journey-report.ts';
import { printAddresses, printSignIn } from '../journey/print-addresses.ts';
import { printPrediction } from '../journey/print-prediction.ts';
import { printSummary } from '../journey/print-summary.ts';
import { runJourney } from '../journey/run-journey.ts';
import { installSpark } from '../local/install-spark.ts';
import { readLocalSettings, STATE_VARIABLE } from '../local/settings/local-settings.ts';
import { onboardRawFiles } from '../onboarding/onboard-files.ts';
import { type OnboardingValues, onboardingOptions } from '../onboarding/onboarding-options.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { formatDuration } from '../terminal/format.ts';
import { parseBudgetSeconds } from '../terminal/parse-values.ts';
import { leaveOutKindOption, requireKindsLeft } from '../workflows/training-options.ts';

export const startCommand = defineCommand({
  name: 'start',
  summary: 'starts the local cloud, deploys the stacks and runs the whole journey of the data',
  description:
    'Starts the local cloud, deploys the stacks on it, and for every delivery, oldest first, runs the daily workflow, a training where there is no champion, the daily scoring and monitoring. Prints who may sign in, then each step, a summary, a prediction and what to open, and stays up until Ctrl-C. Repeated, it goes on with what is not done yet.',
  options: {
    exit: { description: 'end after the summary' },
    ...dataOption,
    file: {
      value: 'FILE',
      path: 'file to read',
      description:
        "a lender's raw file in the place of --data: it becomes deliveries first; may be given several times",
      isRepeatable: true,
    },
    ...onboardingOptions,
    ...engineOption,
    'budget-seconds': {
      value: 'N',
      description:
        'search budget of a training in seconds, 0 to 99999; 0 takes the default settings of its algorithms (default: by the number of known outcomes, so that the training ends within three minutes)',
      parse: parseBudgetSeconds,
    },
    ...leaveOutKindOption,
    ...stateOption,
  },
  examples: {
    'npm start': 'the deliveries of data/taiwan',
    'npm start -- --exit': 'the same, without staying up',
    'npm start -- --data /tmp/lender --state .local-lender': 'another lender, in a local cloud of its own',
    'npm start -- --file loans.csv': 'a raw file: asks what it cannot know, then runs in .local-loans',
  },
  async run({
    exit,
    data,
    file,
    engine,
    'budget-seconds': budgetSeconds,
    'leave-out-kind': kinds,
    state,
    ...onboarding
  }) {
    const startedAt = performance.now();
    const leaveOutKinds = requireKindsLeft(kinds);
    const lender = await chooseLender({ data, file, state, onboarding });
    const settings = readLocalSettings({ stateDirectory: lender.state });
    const deliveries = await findDeliveries(lender.deliveries);
    if (engine === 'spark') await installSpark(settings);
    await withLocalCloud(settings, { staysUp: !exit }, async (session) => {
      const { parameter, database, secondsByStep } = session;
      if (!exit) printSignIn(session);
      const results = await runJourney(deliveries, session, { engine, budgetSeconds, leaveOutKinds });
      const totalSeconds = (performance.now() - startedAt) / 1000;
      const report = await buildJourneyReport({ database, secondsByStep, deliveries: results, totalSeconds });
      const { reportPath, scoresPath } = await writeJourneyReport(settings.stateDirectory, database, report);
      printSummary(report);
      await printPrediction(parameter, database);
      console.log(`\n${pc.bold('Done')} in ${formatDuration(totalSeconds)}`);
      console.log(`  Report   ${reportPath}`);
      console.log(`  Scores   ${scoresPath}`);
      if (file) console.log(`  State    ${settings.stateDirectory}   (other commands take it with --state)`);
      if (exit) return;
      await printAddresses(session, report.champion?.version);
    });
  },
});

interface LenderChoice {
  data: string | undefined;
  file: string[] | undefined;
  state: string | undefined;
  onboarding: OnboardingValues;
}

/** Deliveries of --data, of --file after it was converted, or of the sample. A raw file gets a state folder of its own. */
async function chooseLender({
  data,
  file,
  state,
  onboarding,
}: LenderChoice): Promise<{ deliveries: string; state?: string }> {
  if (!file) {
    const given = Object.entries(onboarding).find(([, value]) => value !== undefined && value !== false);
    if (given) throw new InvalidOptions(`--${given[0]} says what a raw file holds: name it with --file`);
    return { deliveries: resolve(data ?? DEFAULT_DATA_FOLDER), ...(state && { state }) };
  }
  if (data) throw new InvalidOptions('--data and --file: give one of them');
  const result = await onboardRawFiles(file, onboarding);
  const ownState = state ?? readOptionalEnv(STATE_VARIABLE) ?? `.local-${result.mapping.name}`;
  return { deliveries: result.deliveries, state: ownState };
}

if (import.meta.main) await runCommand(startCommand);
