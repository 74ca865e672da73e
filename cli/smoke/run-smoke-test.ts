/** Runs the smoke test in an environment: refuses foreign data, runs the steps, removes what they made. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelKind } from '../../lambdas/shared/model/model-manifest.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { executionsRemoval } from './removals/stop-executions.ts';
import { requireNoForeignData } from './require-smoke-environment.ts';
import { runSteps, type StepResult } from './run-steps.ts';
import type { Removal, SmokeContext, SmokeStep } from './smoke-step.ts';
import { listRemovals } from './smoke-steps.ts';

/** A step that waits for a message or for the next one-time code takes half a minute. */
const MAX_SETTLING_MILLISECONDS = 40_000;

/**
 * Runs the steps, then the removals, whatever failed.
 * @param signal stops the steps; the removals run all the same
 * @param leaveOutKinds kinds of model that the trainings leave out
 * @throws {SmokeRefused} when the environment has data that no smoke test made
 */
export async function runSmokeTest(
  steps: readonly SmokeStep[],
  operator: OperatorEnvironment,
  signal: AbortSignal,
  leaveOutKinds: readonly ModelKind[] = [],
): Promise<StepResult[]> {
  const { progress } = operator;
  await requireNoForeignData(operator);
  const removals = listRemovals(steps);
  progress.printSection('What an earlier smoke test left');
  const obstacles = await removeAll(removals, operator);
  if (obstacles.some(({ outcome }) => outcome === 'failed')) return obstacles;
  progress.printSection(`Smoke test of ${operator.environment}`);
  const report = (detail: string) => progress.update(detail);
  const context: SmokeContext = { ...operator, facts: {}, leaveOutKinds, report, signal };
  const results = await runSteps(steps, context);
  if (signal.aborted) await endRunningStep(context);
  progress.printSection('Clean-up');
  return [...results, ...(await removeAll(removals, operator))];
}

/** Every removal runs, also after one that failed. */
async function removeAll(removals: readonly Removal[], operator: OperatorEnvironment): Promise<StepResult[]> {
  const steps = removals.map(
    ({ name, remove }): SmokeStep => ({
      name: `remove ${name}`,
      removals: [],
      run: async (context) => {
        await remove(context);
        return 'removed';
      },
    }),
  );
  const { signal } = new AbortController();
  return runSteps(steps, { ...operator, facts: {}, leaveOutKinds: [], report: () => {}, signal });
}

/** Ends the executions of the interrupted step and waits for it, so that it makes nothing after the clean-up. */
async function endRunningStep(context: SmokeContext): Promise<void> {
  await executionsRemoval.remove(context).catch(() => {}); // the clean-up tries again, and reports a failure
  const settled = context.running?.catch(() => {});
  await Promise.race([settled, sleep(MAX_SETTLING_MILLISECONDS, undefined, { ref: false })]);
}
