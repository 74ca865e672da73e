/** Starts a Step Functions execution and tells, while it runs, which stage it is in and how far. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CommandError } from '../terminal/command-error.ts';

/** A workflow ended in a Fail state, was stopped or ran out of time; the name is the Fail state's error. */
export class WorkflowFailed extends CommandError {}

/** One top-level state of a workflow. */
export interface Stage {
  name: string;
  /** Tasks of a Map that have succeeded; 0 for other states. */
  done: number;
  /** What its tasks say they counted, summed: `delivered`, `accepted`, … */
  counts: Record<string, number>;
  startedAt: number;
  endedAt: number | undefined;
}

const POLL_MILLISECONDS = 250;
/** The history of a long run is long, and the emulator reads it out in the thread that its tasks need. */
const LONGEST_POLL_MILLISECONDS = 5_000;

/**
 * Runs a state machine to its end and returns its output. `onStages` is called whenever something moved.
 * Throws WorkflowFailed with the Fail state's error and cause.
 */
export async function runWorkflow<Output>(
  client: SFNClient,
  stateMachineArn: string,
  input: Record<string, unknown>,
  onStages: (stages: Stage[]) => void,
): Promise<{ output: Output; stages: Stage[] }> {
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  const started = Date.now();
  let seen = -1;
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    const events = await history(client, executionArn ?? '');
    const stages = readStages(events);
    if (events.length !== seen) onStages(stages);
    seen = events.length;
    if (execution.status === 'SUCCEEDED') return { output: JSON.parse(execution.output ?? 'null'), stages };
    if (execution.status !== 'RUNNING') {
      const name = stateMachineArn.split(':').at(-1);
      throw new WorkflowFailed(
        `${name} ended as ${execution.status}: ${execution.error ?? 'no error name'}: ${execution.cause ?? 'no cause given'}`,
      );
    }
    await sleep(Math.min(LONGEST_POLL_MILLISECONDS, POLL_MILLISECONDS + (Date.now() - started) / 50));
  }
}

/** The top-level states of an execution so far, with their times. */
export const executionStages = async (client: SFNClient, executionArn: string): Promise<Stage[]> =>
  readStages(await history(client, executionArn));

async function history(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return events;
}

/** The counts a Lambda of ours may return that are worth a person's while. */
const COUNTED = ['delivered', 'accepted', 'rejected', 'customers', 'applications', 'checks', 'rows', 'stored'];

/** Folds the history into top-level stages: what happens inside a Map is only counted. */
export function readStages(events: HistoryEvent[]): Stage[] {
  const stages: Stage[] = [];
  let mapDepth = 0;
  for (const event of events) {
    const type: string = event.type ?? '';
    const at = event.timestamp?.getTime() ?? 0;
    const current = stages.at(-1);
    if (mapDepth === 0 && type.endsWith('StateEntered')) {
      const name = event.stateEnteredEventDetails?.name ?? type;
      stages.push({ name, done: 0, counts: {}, startedAt: at, endedAt: undefined });
    }
    if (type === 'MapStateEntered') mapDepth += 1;
    if (type === 'MapStateExited') mapDepth -= 1;
    if (mapDepth === 0 && type.endsWith('StateExited') && current) current.endedAt = at;
    if (type === 'TaskSucceeded' && current) {
      if (mapDepth > 0) current.done += 1;
      addCounts(current.counts, event.taskSucceededEventDetails?.output);
    }
  }
  return stages;
}

function addCounts(counts: Record<string, number>, output: string | undefined): void {
  const parsed = JSON.parse(output ?? 'null') as { Payload?: Record<string, unknown> } | null;
  for (const name of COUNTED) {
    const value = parsed?.Payload?.[name];
    if (typeof value === 'number') counts[name] = (counts[name] ?? 0) + value;
  }
}
