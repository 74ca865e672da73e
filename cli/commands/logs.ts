/**
 * `npm run logs`: every log line of a run, of its workflow and of all functions, in the order of time; errors again at
 * the end.
 *
 *   --run ID            the run, or the beginning of its id (default: the newest)
 *   --execution NAME    an execution instead: its name or ARN, or a workflow's name for its newest (such as training)
 *   --since TIME        instead: all lines of all functions since 30m, 2h, 3d or an ISO time
 *   --errors            only warnings and errors
 *   --follow            goes on until the execution has ended
 *   --json              one JSON object a line
 *   --env NAME          the environment (default local); --state DIR: the local cloud's folder (default .local)
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { resolveExecutionArn } from '../aws/executions.ts';
import { environmentOptions, type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { listLogGroups, readFunctionLines } from '../logs/function-lines.ts';
import { type LogLine, sortLogLines } from '../logs/log-line.ts';
import { type LoggedRun, readLoggedRun } from '../logs/logged-run.ts';
import { parseSince } from '../logs/parse-since.ts';
import { printErrors, printJobLogs, printLogHeader, printLogLines } from '../logs/print-logs.ts';
import { type ExecutionLog, flattenExecutionLog, readExecutionLog } from '../logs/workflow-lines.ts';
import { command, InvalidOptions } from '../terminal/command.ts';

/** Lines are stored some seconds after they are logged; clocks differ a little. */
const SLACK_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 2_000;
/** The API does not take part in runs. */
const NOT_OF_RUNS = /\/prediction-api\//;

interface Logs {
  lines: LogLine[];
  execution?: ExecutionLog | undefined;
  run?: LoggedRun | undefined;
}

await command(async () => {
  const { values } = parseArgs({
    options: {
      ...environmentOptions,
      run: { type: 'string' },
      execution: { type: 'string' },
      since: { type: 'string' },
      errors: { type: 'boolean', default: false },
      follow: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const ways = [values.run, values.execution, values.since].filter((value) => value !== undefined);
  if (ways.length > 1) throw new InvalidOptions('give one of --run, --execution and --since');
  const since = values.since === undefined ? undefined : parseSince(values.since, Date.now());
  await withEnvironment(values, async (operator) => {
    const read = reader(operator, { run: values.run, execution: values.execution, since });
    const printed = new Set<string>();
    const all: LogLine[] = [];
    for (let logs = await read(), first = true; ; logs = await read(), first = false) {
      if (first && !values.json) printLogHeader(logs);
      const fresh = logs.lines.filter((line) => !printed.has(keyOf(line)));
      for (const line of fresh) printed.add(keyOf(line));
      all.push(...fresh);
      printLogLines(values.errors ? fresh.filter(isTrouble) : fresh, values.json);
      const isOver = since === undefined && logs.execution?.status !== 'RUNNING';
      if (!values.follow || isOver) {
        if (!values.json) {
          printErrors(all);
          if (logs.execution) printJobLogs(flattenExecutionLog(logs.execution), operator.stateDirectory);
        }
        return;
      }
      await sleep(POLL_MILLISECONDS);
    }
  });
});

function keyOf({ at, source, text }: LogLine): string {
  return `${at} ${source} ${text}`;
}

function isTrouble({ level }: LogLine): boolean {
  return level === 'error' || level === 'warn';
}

/** Reads what was asked for, anew at every call. */
function reader(
  { environment, database }: OperatorEnvironment,
  asked: { run: string | undefined; execution: string | undefined; since: number | undefined },
): () => Promise<Logs> {
  const [logs, workflows] = [new CloudWatchLogsClient({}), new SFNClient({})];
  let run: LoggedRun | undefined;
  let arn: string | undefined;
  return async () => {
    if (asked.since !== undefined) {
      const window = { from: asked.since, to: Date.now() };
      return { lines: sortLogLines(await readFunctionLines(logs, await listLogGroups(logs, environment), window)) };
    }
    if (asked.execution !== undefined) arn ??= await resolveExecutionArn(workflows, environment, asked.execution);
    else run = await readLoggedRun(database, run?.run_id ?? asked.run);
    const execution = await known(workflows, arn ?? run?.execution_id ?? '');
    const window = windowOf(execution, run);
    const groups = await listLogGroups(logs, environment, NOT_OF_RUNS);
    const found = await readFunctionLines(logs, groups, window, idsOf(execution, run));
    const ofWorkflow = execution ? flattenExecutionLog(execution).flatMap(({ lines }) => lines) : [];
    const isInside = ({ at }: LogLine) => at >= window.from && at <= window.to;
    return { lines: sortLogLines([...found, ...ofWorkflow.filter(isInside)]), execution, run };
  };
}

/** Step Functions forgets an execution after 90 days; its functions' lines may be kept for longer. */
async function known(client: SFNClient, arn: string): Promise<ExecutionLog | undefined> {
  try {
    return await readExecutionLog(client, arn);
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

/** A run's own time: an execution may have opened several, one after the other. */
function windowOf(execution: ExecutionLog | undefined, run: LoggedRun | undefined) {
  const started = execution?.startedAt ?? run?.opened_at ?? 0;
  const ended = execution ? execution.stoppedAt : run?.closed_at;
  return {
    from: (run && !run.is_first ? run.opened_at : started) - 1_000,
    to: run?.next_opened_at ?? (ended === undefined || ended === null ? Date.now() : ended + SLACK_MILLISECONDS),
  };
}

/** What the lines of functions are found by: the run's id, executions' names, jobs' names. */
function idsOf(execution: ExecutionLog | undefined, run: LoggedRun | undefined): string[] {
  const all = execution ? flattenExecutionLog(execution) : [];
  const names = all.map(({ arn }) => arn.split(':').at(-1) ?? '');
  const jobs = run ? [] : all.flatMap((one) => one.jobs);
  return [...new Set([...(run ? [run.run_id] : []), ...names, ...jobs])].filter(Boolean);
}
