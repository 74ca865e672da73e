/** Finds the state machines of an environment and their executions by name. */
import {
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  paginateListStateMachines,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { CommandError } from '../terminal/command-error.ts';

/** No execution, or more than one, has the given name. */
export class UnknownExecution extends CommandError {}

/** Executions of each workflow that are searched. */
const NEWEST_EXECUTIONS = 100;

/** ARNs of every workflow of the environment, by name such as `daily-etl`. */
export async function listWorkflowArns(client: SFNClient, environment: string): Promise<Map<string, string>> {
  const prefix = `risk-${environment}-`;
  const arns = new Map<string, string>();
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    for (const { name = '', stateMachineArn = '' } of stateMachines) {
      if (name.startsWith(prefix)) arns.set(name.slice(prefix.length), stateMachineArn);
    }
  }
  return arns;
}

/** The newest executions of these workflows, newest first; with `running` only those that run. */
export async function listExecutions(
  client: SFNClient,
  workflowArns: Iterable<string>,
  { running = false, newest = NEWEST_EXECUTIONS } = {},
): Promise<ExecutionListItem[]> {
  const lists = await Promise.all(
    [...workflowArns].map(async (stateMachineArn) => {
      const options = { stateMachineArn, maxResults: newest, ...(running && { statusFilter: 'RUNNING' as const }) };
      return (await client.send(new ListExecutionsCommand(options))).executions ?? [];
    }),
  );
  return lists.flat().sort((a, b) => (b.startDate?.getTime() ?? 0) - (a.startDate?.getTime() ?? 0));
}

/**
 * Finds the ARN of an execution.
 * @param text an ARN, the beginning of an execution's name, or a workflow's name for its newest execution
 * @throws {UnknownExecution} when there is none, or more than one
 */
export async function resolveExecutionArn(client: SFNClient, environment: string, text: string): Promise<string> {
  if (text.startsWith('arn:')) return text;
  const workflows = await listWorkflowArns(client, environment);
  const workflowArn = workflows.get(text);
  const executions = await listExecutions(client, workflowArn ? [workflowArn] : workflows.values());
  const matchingExecutions = workflowArn
    ? executions.slice(0, 1)
    : executions.filter(({ name }) => name?.startsWith(text));
  if (matchingExecutions.length === 1 && matchingExecutions[0]?.executionArn) return matchingExecutions[0].executionArn;
  const problem = matchingExecutions.length > 1 ? 'more than one execution begins' : 'no execution begins';
  throw new UnknownExecution(
    `${problem} with "${text}" among the newest ${NEWEST_EXECUTIONS} of each workflow (${[...workflows.keys()].sort().join(', ')})`,
  );
}

/** `daily-etl` from `arn:…:execution:risk-local-daily-etl:<name>`. */
export const parseWorkflowName = (executionArn: string): string =>
  (executionArn.split(':').at(-2) ?? executionArn).replace(/^risk-[a-z]+-/, '');

/** Reads all events of an execution, oldest first. */
export async function readExecutionHistory(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return events;
}
