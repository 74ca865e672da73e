/** Refuses the environments in which a smoke test would remove more than it made. */
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { LANDING_ROOT, parseLandingKey } from '../../lambdas/shared/object-keys.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { type EnvironmentName, loadEnvironmentConfig } from '../../lib/config.ts';
import { parseWorkflowName } from '../aws/executions.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { CommandError } from '../terminal/command-error.ts';
import { listRunningExecutions } from './removals/stop-executions.ts';
import { SMOKE_PREFIX } from './run-workflow.ts';
import { listSmokeDays } from './sample.ts';

/** The environment keeps its data, or has data that no smoke test made. Nothing was changed. */
export class SmokeRefused extends CommandError {}

/** @throws {SmokeRefused} when it is prod, or an environment that keeps its data */
export function requireDisposableEnvironment(environment: EnvironmentName): void {
  if (environment !== 'prod' && !loadEnvironmentConfig(environment).keep_data) return;
  throw new SmokeRefused(
    `${environment} keeps its data, and a smoke test empties the environment at its end: run it on dev, then deploy the same release`,
  );
}

/**
 * Requires that nothing of somebody else is in the environment, and that nobody works in it.
 * @throws {SmokeRefused} when there is a foreign run or delivery, or an execution runs
 */
export async function requireNoForeignData(operator: OperatorEnvironment): Promise<void> {
  const { environment } = operator;
  const refuse = (what: string): never => {
    throw new SmokeRefused(
      `${environment} has ${what}, and a smoke test would remove it with its own data; nothing was changed. ${describeWayOut(operator)}`,
    );
  };
  const [run] = await getDatabase('risk_migrator').query<{ as_of: string; execution_id: string }>(
    readSqlFile('cli/smoke/find_foreign_run.sql'),
  );
  if (run) refuse(`a run of ${run.as_of} that no smoke test opened (${run.execution_id})`);
  const delivery = await findForeignDelivery(operator);
  if (delivery) refuse(`the delivery object ${delivery} that no smoke test landed`);
  const execution = await findForeignExecution(environment);
  if (execution) refuse(`a running execution of ${execution}`);
}

const describeWayOut = ({ stateDirectory }: OperatorEnvironment) =>
  stateDirectory === undefined
    ? 'Use an environment of its own for it'
    : 'Use another state folder: npm run smoke -- --state .local-smoke';

async function findForeignDelivery({ parameter }: OperatorEnvironment): Promise<string | undefined> {
  const smokeDays = await listSmokeDays();
  for await (const { key } of getObjectStore().list(parameter('landing/bucket'), LANDING_ROOT)) {
    if (!smokeDays.includes(parseLandingKey(key)?.as_of ?? '')) return key;
  }
  return undefined;
}

/** While an execution of a smoke test runs, others count as nested in it: their names are not ours to choose. */
async function findForeignExecution(environment: string): Promise<string | undefined> {
  const running = await listRunningExecutions(environment);
  const [execution] = running;
  if (!execution || running.some(({ name }) => name?.startsWith(SMOKE_PREFIX))) return undefined;
  return `${parseWorkflowName(execution.executionArn ?? '')}, ${execution.name}`;
}
