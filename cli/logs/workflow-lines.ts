/** What Step Functions knows of an execution, as lines: its states, what failed in them, and how it ended. */
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { LogLevel, LogLine } from './log-line.ts';

export interface ExecutionLog {
  arn: string;
  status: string;
  startedAt: number;
  /** undefined while it runs. */
  stoppedAt: number | undefined;
  lines: LogLine[];
  /** Executions that it started, at any depth. */
  nested: ExecutionLog[];
  /** Jobs that it speaks of: their own logs are elsewhere. */
  jobs: string[];
}

/** `daily-etl` of `arn:…:execution:risk-local-daily-etl:<name>`. */
export const workflowName = (executionArn: string): string =>
  (executionArn.split(':').at(-2) ?? executionArn).replace(/^risk-[a-z]+-/, '');

/** Reads an execution and those it started. Rejects with ExecutionDoesNotExist for one that is unknown or long gone. */
export async function readExecutionLog(
  client: SFNClient,
  arn: string,
  known = new Set<string>(),
): Promise<ExecutionLog> {
  known.add(arn);
  const [described, events] = await Promise.all([
    client.send(new DescribeExecutionCommand({ executionArn: arn })),
    historyOf(client, arn),
  ]);
  const text = events.map((event) => JSON.stringify(event).replaceAll('\\', '')).join('\n');
  const started = matches(text, /"[Ee]xecutionArn":"(arn:[^"]+:execution:[^"]+)"/g).filter(
    (other) => !known.has(other),
  );
  const nested: ExecutionLog[] = [];
  for (const other of started) {
    if (!known.has(other)) nested.push(await readExecutionLog(client, other, known));
  }
  return {
    arn,
    status: described.status ?? 'RUNNING',
    startedAt: described.startDate?.getTime() ?? 0,
    stoppedAt: described.stopDate?.getTime(),
    lines: [...linesOf(workflowName(arn), events), ...ending(arn, described)],
    nested,
    jobs: matches(text, /"job_name":"([\w-]+)"/g),
  };
}

/** An execution and all it started. */
export const flattenExecutionLog = (log: ExecutionLog): ExecutionLog[] => [
  log,
  ...log.nested.flatMap(flattenExecutionLog),
];

async function historyOf(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return events;
}

const matches = (text: string, form: RegExp): string[] => [
  ...new Set(Array.from(text.matchAll(form), ([, found = '']) => found)),
];

const DONE_QUIETLY = /^(Choice|Pass|Succeed|Fail)State/;

/** States outside of Maps with their seconds; failures wherever they are. */
function linesOf(source: string, events: HistoryEvent[]): LogLine[] {
  const lines: LogLine[] = [];
  let depth = 0;
  let entered = 0;
  let tasks = 0;
  const add = (at: number, level: LogLevel, text: string, detail: string[] = []) =>
    lines.push({ at, source, level, text, detail });
  for (const event of events) {
    const type: string = event.type ?? '';
    const at = event.timestamp?.getTime() ?? 0;
    const isStep = !DONE_QUIETLY.test(type);
    if (type === 'MapStateExited') depth -= 1;
    if (depth === 0 && type.endsWith('StateEntered')) {
      [entered, tasks] = [at, 0];
      if (isStep) add(at, 'debug', `→ ${event.stateEnteredEventDetails?.name}`);
    }
    if (depth === 0 && type.endsWith('StateExited') && isStep) {
      const counted = tasks > 1 ? `, ${tasks} tasks` : '';
      add(at, 'info', `✓ ${event.stateExitedEventDetails?.name} ${((at - entered) / 1000).toFixed(1)} s${counted}`);
    }
    if (type === 'MapStateEntered') depth += 1;
    if (type === 'TaskSucceeded') tasks += 1;
    const fault = faultOf(event);
    if (fault) add(at, 'warn', `${type}: ${fault}`);
  }
  return lines;
}

/** A task may be tried again, so its fault is a warning; the execution's own end says whether it mattered. */
function faultOf(event: HistoryEvent): string | undefined {
  const type: string = event.type ?? '';
  if (type.startsWith('Execution') || !/(Failed|TimedOut|Aborted)$/.test(type)) return undefined;
  const details = Object.values(event).find(
    (value): value is { error?: string; cause?: string } =>
      typeof value === 'object' && value !== null && ('error' in value || 'cause' in value),
  );
  return `${details?.error ?? 'no error name'}${causeText(details?.cause)}`;
}

/** The message in a Lambda's error document, or the cause as it is. */
function causeText(cause: string | undefined): string {
  if (!cause) return '';
  try {
    const { errorType, errorMessage } = JSON.parse(cause) as { errorType?: string; errorMessage?: string };
    if (errorMessage) return `: ${errorType ? `${errorType}: ` : ''}${errorMessage}`;
  } catch {
    // words
  }
  return `: ${cause.slice(0, 500)}`;
}

function ending(arn: string, { status, stopDate, error, cause }: DescribeExecutionOutput): LogLine[] {
  if (!stopDate) return [];
  const isGood = status === 'SUCCEEDED';
  const words = isGood ? 'succeeded' : `${status?.toLowerCase().replace('_', ' ')}: ${error ?? ''}${causeText(cause)}`;
  const text = `${workflowName(arn)} ${words}`;
  return [{ at: stopDate.getTime(), source: workflowName(arn), level: isGood ? 'info' : 'error', text, detail: [] }];
}
