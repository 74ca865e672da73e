/** Reads the history of an execution from Step Functions as log lines: its states, their errors, its result. */
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { parseWorkflowName, readExecutionHistory } from '../aws/executions.ts';
import { formatDuration, formatPlural } from '../terminal/format.ts';
import type { LogLevel, LogLine } from './log-line.ts';

export interface ExecutionLog {
  arn: string;
  status: string;
  startedAt: number;
  /** Undefined while it runs. */
  stoppedAt: number | undefined;
  lines: LogLine[];
  /** Executions that it started, each with the executions that they started. */
  nested: ExecutionLog[];
  /** Names of its jobs, whose logs are elsewhere. */
  jobs: string[];
}

/**
 * Reads an execution and those it started, at any depth.
 * @param readArns ARNs of executions that were already read
 * @throws {ExecutionDoesNotExist} when the execution is unknown, or ended more than 90 days ago
 */
export async function readExecutionLog(
  client: SFNClient,
  arn: string,
  readArns = new Set<string>(),
): Promise<ExecutionLog> {
  readArns.add(arn);
  const [described, events] = await Promise.all([
    client.send(new DescribeExecutionCommand({ executionArn: arn })),
    readExecutionHistory(client, arn),
  ]);
  const text = events.map((event) => JSON.stringify(event).replaceAll('\\', '')).join('\n');
  const startedArns = findMatches(text, /"[Ee]xecutionArn":"(arn:[^"]+:execution:[^"]+)"/g).filter(
    (startedArn) => !readArns.has(startedArn),
  );
  const nested: ExecutionLog[] = [];
  for (const startedArn of startedArns) {
    if (!readArns.has(startedArn)) nested.push(await readExecutionLog(client, startedArn, readArns));
  }
  return {
    arn,
    status: described.status ?? 'RUNNING',
    startedAt: described.startDate?.getTime() ?? 0,
    stoppedAt: described.stopDate?.getTime(),
    lines: [...toStateLines(parseWorkflowName(arn), events), ...toResultLines(arn, described)],
    nested,
    jobs: findMatches(text, /"job_name":"([\w-]+)"/g),
  };
}

/** An execution and all that it started, at any depth. */
export const flattenExecutionLog = (log: ExecutionLog): ExecutionLog[] => [
  log,
  ...log.nested.flatMap(flattenExecutionLog),
];

const findMatches = (text: string, form: RegExp): string[] => [
  ...new Set(Array.from(text.matchAll(form), ([, found = '']) => found)),
];

/** States that do no work get no line. */
const WITHOUT_LINE = /^(Choice|Pass|Succeed|Fail)State/;

/** One line when a state outside of Maps begins and one when it ends, with its seconds; errors of all tasks. */
function toStateLines(source: string, events: HistoryEvent[]): LogLine[] {
  const lines: LogLine[] = [];
  let depth = 0;
  let entered = 0;
  let tasks = 0;
  const add = (at: number, level: LogLevel, text: string, detail: string[] = []) =>
    lines.push({ at, source, level, text, detail });
  for (const event of events) {
    const type: string = event.type ?? '';
    const at = event.timestamp?.getTime() ?? 0;
    const isStep = !WITHOUT_LINE.test(type);
    if (type === 'MapStateExited') depth -= 1;
    if (depth === 0 && type.endsWith('StateEntered')) {
      [entered, tasks] = [at, 0];
      if (isStep) add(at, 'debug', `→ ${event.stateEnteredEventDetails?.name}`);
    }
    if (depth === 0 && type.endsWith('StateExited') && isStep) {
      const taskCount = tasks > 1 ? `, ${formatPlural(tasks, 'task')}` : '';
      add(at, 'info', `✓ ${event.stateExitedEventDetails?.name} ${formatDuration((at - entered) / 1000)}${taskCount}`);
    }
    if (type === 'MapStateEntered') depth += 1;
    if (type === 'TaskSucceeded') tasks += 1;
    const error = describeError(event);
    if (error) add(at, 'warn', `${type}: ${error}`);
  }
  return lines;
}

/** Only a warning, because the task may be retried: the result of the execution shows whether it mattered. */
function describeError(event: HistoryEvent): string | undefined {
  const type: string = event.type ?? '';
  if (type.startsWith('Execution') || !/(Failed|TimedOut|Aborted)$/.test(type)) return undefined;
  const details = Object.values(event).find(
    (value): value is { error?: string; cause?: string } =>
      typeof value === 'object' && value !== null && ('error' in value || 'cause' in value),
  );
  return `${details?.error ?? 'no error name'}${formatCause(details?.cause)}`;
}

/** The message of a Lambda's error document, or the cause as text. */
function formatCause(cause: string | undefined): string {
  if (!cause) return '';
  try {
    const { errorType, errorMessage } = JSON.parse(cause) as { errorType?: string; errorMessage?: string };
    if (errorMessage) return `: ${errorType ? `${errorType}: ` : ''}${errorMessage}`;
  } catch {
    // plain text
  }
  return `: ${cause.slice(0, 500)}`;
}

function toResultLines(arn: string, { status, stopDate, error, cause }: DescribeExecutionOutput): LogLine[] {
  if (!stopDate) return [];
  const isSuccess = status === 'SUCCEEDED';
  const result = isSuccess
    ? 'succeeded'
    : `${status?.toLowerCase().replace('_', ' ')}: ${error ?? ''}${formatCause(cause)}`;
  const text = `${parseWorkflowName(arn)} ${result}`;
  return [
    { at: stopDate.getTime(), source: parseWorkflowName(arn), level: isSuccess ? 'info' : 'error', text, detail: [] },
  ];
}
