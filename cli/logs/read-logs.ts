/** Reads the lines that `npm run logs` prints: of a run, of an execution, or of all functions since a time. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { resolveExecutionArn } from '../aws/executions.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { listLogGroups, readFunctionLines, type TimeWindow } from './function-lines.ts';
import { type LogLine, sortLogLines } from './log-line.ts';
import { type LoggedRun, readLoggedRun } from './logged-run.ts';
import { type ExecutionLog, flattenExecutionLog, readExecutionLog } from './workflow-lines.ts';

/** Lines are stored some seconds after they are logged, and clocks differ a little. */
const SLACK_MILLISECONDS = 30_000;
/** The API does not take part in runs. */
const NOT_PART_OF_RUNS = /\/prediction-api\//;

/** What to read; without any of these the newest run. */
export interface LogSelection {
  /** Id of a run, or its beginning. */
  run: string | undefined;
  /** Name or ARN of an execution, or a workflow's name for its newest. */
  execution: string | undefined;
  /** Milliseconds since 1970. */
  since: number | undefined;
}

export interface Logs {
  lines: LogLine[];
  execution?: ExecutionLog | undefined;
  run?: LoggedRun | undefined;
}

/** Returns a function that reads the selected lines at every call, always of the same run or execution. */
export function createLogReader(
  { environment, database }: Pick<OperatorEnvironment, 'environment' | 'database'>,
  selection: LogSelection,
): () => Promise<Logs> {
  const [logs, workflows] = [new CloudWatchLogsClient({}), new SFNClient({})];
  let run: LoggedRun | undefined;
  let arn: string | undefined;
  return async () => {
    if (selection.since !== undefined) {
      const window = { from: selection.since, to: Date.now() };
      return { lines: sortLogLines(await readFunctionLines(logs, await listLogGroups(logs, environment), window)) };
    }
    if (selection.execution !== undefined) {
      arn ??= await resolveExecutionArn(workflows, environment, selection.execution);
    } else {
      run = await readLoggedRun(database, run?.run_id ?? selection.run);
    }
    const execution = await readExistingExecution(workflows, arn ?? run?.execution_id ?? '');
    const window = findTimeWindow(execution, run);
    const groups = await listLogGroups(logs, environment, NOT_PART_OF_RUNS);
    const functionLines = await readFunctionLines(logs, groups, window, listSearchIds(execution, run));
    const workflowLines = execution ? flattenExecutionLog(execution).flatMap(({ lines }) => lines) : [];
    const isInWindow = ({ at }: LogLine) => at >= window.from && at <= window.to;
    return { lines: sortLogLines([...functionLines, ...workflowLines.filter(isInWindow)]), execution, run };
  };
}

/** Step Functions deletes an execution after 90 days; the lines of its functions may be kept longer. */
async function readExistingExecution(client: SFNClient, arn: string): Promise<ExecutionLog | undefined> {
  try {
    return await readExecutionLog(client, arn);
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

/** The time of one run: an execution may have opened several, one after the other. */
function findTimeWindow(execution: ExecutionLog | undefined, run: LoggedRun | undefined): TimeWindow {
  const started = execution?.startedAt ?? run?.opened_at ?? 0;
  const ended = execution ? execution.stoppedAt : run?.closed_at;
  return {
    from: (run && !run.is_first ? run.opened_at : started) - 1_000,
    to: run?.next_opened_at ?? (ended === undefined || ended === null ? Date.now() : ended + SLACK_MILLISECONDS),
  };
}

/** Texts by which the lines of functions are found: the run's id, names of executions and of jobs. */
function listSearchIds(execution: ExecutionLog | undefined, run: LoggedRun | undefined): string[] {
  const executions = execution ? flattenExecutionLog(execution) : [];
  const names = executions.map(({ arn }) => arn.split(':').at(-1) ?? '');
  const jobs = run ? [] : executions.flatMap((log) => log.jobs);
  return [...new Set([...(run ? [run.run_id] : []), ...names, ...jobs])].filter(Boolean);
}
