/** Runs the smoke test in an environment: refuses foreign data, runs the steps, removes what they made. */
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { requireNoForeignData } from './require-smoke-environment.ts';
import { runSteps, type StepResult } from './run-steps.ts';
import type { Removal, SmokeContext, SmokeStep } from './smoke-step.ts';
import { listRemovals } from './smoke-steps.ts';

/**
 * Runs the steps, then the removals, whatever failed.
 * @param signal stops the steps; the removals run all the same
 * @throws {SmokeRefused} when the environment has data that no smoke test made
 */
export async function runSmokeTest(
  steps: readonly SmokeStep[],
  operator: OperatorEnvironment,
  signal: AbortSignal,
): Promise<StepResult[]> {
  const { progress } = operator;
  await requireNoForeignData(operator);
  const removals = listRemovals(steps);
  progress.printSection('What an earlier smoke test left');
  const obstacles = await removeAll(removals, operator);
  if (obstacles.some(({ outcome }) => outcome === 'failed')) return obstacles;
  progress.printSection(`Smoke test of ${operator.environment}`);
  const context: SmokeContext = { ...operator, facts: {}, report: (detail) => progress.update(detail) };
  const results = await runSteps(steps, context, signal);
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
  const context: SmokeContext = { ...operator, facts: {}, report: () => {} };
  return runSteps(steps, context, new AbortController().signal);
}
