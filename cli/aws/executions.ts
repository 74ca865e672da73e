/** The environment's state machines and their executions, found by name. */
import {
  type ExecutionListItem,
  ListExecutionsCommand,
  paginateListStateMachines,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { CommandError } from '../terminal/command-error.ts';

/** No execution, or more than one, has the name given. */
export class UnknownExecution extends CommandError {}

/** Newest executions looked at, a workflow. */
const NEWEST = 100;

/** `daily-etl` → its ARN, every workflow of the environment. */
export async function listWorkflowArns(client: SFNClient, environment: string): Promise<Map<string, string>> {
  const prefix = `risk-${environment}-`;
  const found = new Map<string, string>();
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    for (const { name = '', stateMachineArn = '' } of stateMachines) {
      if (name.startsWith(prefix)) found.set(name.slice(prefix.length), stateMachineArn);
    }
  }
  return found;
}

/** The newest executions of every workflow, newest first; only those at work with `running`. */
export async function listExecutions(
  client: SFNClient,
  workflows: Iterable<string>,
  { running = false, newest = NEWEST } = {},
): Promise<ExecutionListItem[]> {
  const lists = await Promise.all(
    [...workflows].map(async (stateMachineArn) => {
      const options = { stateMachineArn, maxResults: newest, ...(running && { statusFilter: 'RUNNING' as const }) };
      return (await client.send(new ListExecutionsCommand(options))).executions ?? [];
    }),
  );
  return lists.flat().sort((a, b) => (b.startDate?.getTime() ?? 0) - (a.startDate?.getTime() ?? 0));
}

/**
 * The ARN of an execution: that ARN, the execution whose name begins so, or the newest of the workflow of that name.
 * @throws {UnknownExecution} when there is none, or more than one
 */
export async function resolveExecutionArn(client: SFNClient, environment: string, given: string): Promise<string> {
  if (given.startsWith('arn:')) return given;
  const workflows = await listWorkflowArns(client, environment);
  const named = workflows.get(given);
  const all = await listExecutions(client, named ? [named] : workflows.values());
  const found = named ? all.slice(0, 1) : all.filter(({ name }) => name?.startsWith(given));
  if (found.length === 1 && found[0]?.executionArn) return found[0].executionArn;
  const what = found.length > 1 ? 'more than one execution begins' : 'no execution begins';
  throw new UnknownExecution(
    `${what} with "${given}" among the newest ${NEWEST} of each workflow (${[...workflows.keys()].sort().join(', ')})`,
  );
}
