/** `npm run smoke`: tests an environment from a delivery to a decision, and removes what it made. */
import { environmentOptions, resolveEnvironmentName } from '../environment/environment-options.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import { printResults } from '../smoke/print-results.ts';
import { requireDisposableEnvironment } from '../smoke/require-smoke-environment.ts';
import { runSmokeTest } from '../smoke/run-smoke-test.ts';
import { SMOKE_STEPS } from '../smoke/smoke-steps.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';
import { leaveOutKindOption, requireKindsLeft } from '../workflows/training-options.ts';

const STOPPED = 130;

export const smokeCommand = defineCommand({
  name: 'smoke',
  summary: 'tests an environment from a delivery to a decision, and removes what it made',
  description:
    'Lands the German sample and runs every part of the system on it, prints a table of steps, and removes what it made, also after a failure or Ctrl-C. Refuses prod, and an environment that has data of others. docs/deploy.md says what permissions it needs and what it leaves.',
  options: { ...leaveOutKindOption, ...environmentOptions },
  examples: {
    'npm run smoke -- --env dev': 'after a deployment',
    'npm run smoke -- --state .local-smoke': 'on a local cloud of its own',
    'npm run smoke -- --leave-out-kind neural_additive': 'without the kind that takes longest to train',
  },
  exitCodes: {
    0: 'every step was ok or skipped',
    1: 'a step failed, or the environment was refused',
    [STOPPED]: 'stopped by Ctrl-C or SIGTERM, after the clean-up',
  },
  async run({ 'leave-out-kind': kinds, ...chosen }) {
    const leaveOutKinds = requireKindsLeft(kinds);
    requireDisposableEnvironment(resolveEnvironmentName(chosen));
    await withEnvironment(
      chosen,
      async (operator) => {
        const signal = abortOnTermination();
        const results = await runSmokeTest(SMOKE_STEPS, operator, signal, leaveOutKinds);
        printResults(operator.environment, results);
        if (signal.aborted) process.exit(STOPPED); // the interrupted step may still wait for something
        if (results.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1;
      },
      'create',
    );
  },
});

/** The first signal ends the steps, so that the clean-up follows; the second one ends the process at once. */
function abortOnTermination(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(STOPPED);
    console.log('\n  Stopped: removes what was made. Ctrl-C again leaves it to the next smoke test.');
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  return controller.signal;
}

if (import.meta.main) await runCommand(smokeCommand);
