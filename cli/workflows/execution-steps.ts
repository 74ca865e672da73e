/** Reads which steps an execution has passed and how far the current one is. Open it to change what progress counts. */
import { type HistoryEvent, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { parseWorkflowName, readExecutionHistory } from '../aws/executions.ts';
import { type NestedWorkflow, readWorkflowFile, type WorkflowFile } from './workflow-file.ts';

/** One state of a workflow that is not inside of a Map. */
export interface WorkflowStep {
  name: string;
  /** Tasks of a Map that have succeeded; 0 for other states. */
  done: number;
  /** Sums of the counts that its tasks returned: `delivered`, `accepted`, … */
  counts: Record<string, number>;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number | undefined;
}

/** The steps of one execution, which can be read again and again while it runs. */
export class ExecutionSteps {
  readonly #client: SFNClient;
  readonly #executionArn: string;
  readonly #workflow: WorkflowFile;
  /** Steps of nested executions that have ended, by the start of their state: they do not change any more. */
  readonly #endedSteps = new Map<number, WorkflowStep[]>();

  constructor(client: SFNClient, executionArn: string) {
    this.#client = client;
    this.#executionArn = executionArn;
    this.#workflow = readWorkflowFile(parseWorkflowName(executionArn));
  }

  /** The steps so far. A state that runs a nested workflow of this one is replaced by the nested workflow's steps. */
  read(): Promise<WorkflowStep[]> {
    return this.#readSteps(this.#executionArn, this.#workflow);
  }

  async #readSteps(executionArn: string, { nestedWorkflows }: WorkflowFile): Promise<WorkflowStep[]> {
    const steps: WorkflowStep[] = [];
    for (const step of toSteps(await readExecutionHistory(this.#client, executionArn))) {
      const nested = nestedWorkflows.get(step.name);
      if (nested) steps.push(...(await this.#readNestedSteps(step, nested)));
      else steps.push(step);
    }
    return steps;
  }

  async #readNestedSteps({ startedAt, endedAt }: WorkflowStep, nested: NestedWorkflow): Promise<WorkflowStep[]> {
    const ended = this.#endedSteps.get(startedAt);
    if (ended) return ended;
    const executionArn = await this.#findNestedExecution(nested.name, startedAt);
    const steps = executionArn ? await this.#readSteps(executionArn, nested) : [];
    if (endedAt !== undefined) this.#endedSteps.set(startedAt, steps);
    return steps;
  }

  /** The local cloud's history names a nested execution only at its end: takes the first one since its state began. */
  async #findNestedExecution(workflow: string, startedAt: number): Promise<string | undefined> {
    const stateMachineArn = this.#executionArn
      .slice(0, this.#executionArn.lastIndexOf(':'))
      .replace(':execution:', ':stateMachine:')
      .concat(workflow.slice(parseWorkflowName(this.#executionArn).length));
    const { executions = [] } = await this.#client.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 100 }),
    );
    return executions.findLast(({ startDate }) => (startDate?.getTime() ?? 0) >= startedAt)?.executionArn;
  }
}

/** The counts that a function may return and that progress lines show. */
const COUNTED = ['delivered', 'accepted', 'rejected', 'customers', 'applications', 'checks', 'rows', 'stored'];

/** Folds a history into its steps; what happens inside of a Map is only counted. */
export function toSteps(events: HistoryEvent[]): WorkflowStep[] {
  const steps: WorkflowStep[] = [];
  let mapDepth = 0;
  for (const event of events) {
    const type: string = event.type ?? '';
    const milliseconds = event.timestamp?.getTime() ?? 0;
    const current = steps.at(-1);
    if (mapDepth === 0 && type.endsWith('StateEntered')) {
      const name = event.stateEnteredEventDetails?.name ?? type;
      steps.push({ name, done: 0, counts: {}, startedAt: milliseconds, endedAt: undefined });
    }
    if (type === 'MapStateEntered') mapDepth += 1;
    if (type === 'MapStateExited') mapDepth -= 1;
    if (mapDepth === 0 && type.endsWith('StateExited') && current) current.endedAt = milliseconds;
    if (type === 'TaskSucceeded' && current) {
      if (mapDepth > 0) current.done += 1;
      addCounts(current.counts, event.taskSucceededEventDetails?.output);
    }
  }
  return steps;
}

function addCounts(counts: Record<string, number>, output: string | undefined): void {
  const parsed = JSON.parse(output ?? 'null') as { Payload?: Record<string, unknown> } | null;
  for (const name of COUNTED) {
    const value = parsed?.Payload?.[name];
    if (typeof value === 'number') counts[name] = (counts[name] ?? 0) + value;
  }
}
