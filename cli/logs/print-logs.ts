/** Prints log lines for `npm run logs`: header, lines, errors again, files of job logs. */
import { join } from 'node:path';
import pc from 'picocolors';
import { parseWorkflowName } from '../aws/executions.ts';
import { formatDuration } from '../terminal/format.ts';
import { formatLogLine, type LogLine, sortLogLines } from './log-line.ts';
import type { LoggedRun } from './logged-run.ts';
import type { ExecutionLog } from './workflow-lines.ts';

/** Errors that are printed again at the end; more are easier to read in their place. */
const ERRORS_REPEATED = 20;

/** Prints the run and the execution with their states. */
export function printLogHeader({
  run,
  execution,
}: {
  run?: LoggedRun | undefined;
  execution?: ExecutionLog | undefined;
}): void {
  if (run) console.log(`${pc.bold(`Run ${run.run_id}`)} of ${run.as_of}: ${run.state}`);
  if (execution) {
    const duration = execution.stoppedAt
      ? `, ${formatDuration((execution.stoppedAt - execution.startedAt) / 1000)}`
      : '';
    console.log(
      `${pc.bold(parseWorkflowName(execution.arn))} ${execution.arn.split(':').at(-1)}: ${execution.status.toLowerCase()}${duration}`,
    );
  }
}

let printedDate = '';

/** Prints each line, and the date above a line whose date differs from the line before. */
export function printLogLines(lines: LogLine[], asJson: boolean): void {
  for (const line of lines) {
    if (asJson) {
      console.log(JSON.stringify({ ...line, at: new Date(line.at).toISOString() }));
      continue;
    }
    const date = new Date(line.at).toISOString().slice(0, 10);
    if (date !== printedDate) console.log(pc.bold(`${date} UTC`));
    printedDate = date;
    console.log(formatLogLine(line));
  }
}

/** Prints the errors again, or that there are none. */
export function printErrors(lines: LogLine[]): void {
  const errors = sortLogLines(lines.filter(({ level }) => level === 'error'));
  const warnings = lines.filter(({ level }) => level === 'warn').length;
  const counts = `${lines.length} lines, ${warnings} warnings, ${errors.length} errors`;
  if (errors.length === 0) {
    console.log(`\n${pc.green('No errors')} (${counts})`);
    return;
  }
  console.log(`\n${pc.red(pc.bold('Errors'))} (${counts})`);
  for (const error of errors.slice(-ERRORS_REPEATED))
    console.log(formatLogLine({ ...error, detail: error.detail.slice(0, 1) }));
}

/** Prints where the logs of the executions' jobs are, because jobs write separate logs. */
export function printJobLogs(executions: ExecutionLog[], stateDirectory: string | undefined): void {
  const jobs = new Set(executions.flatMap((execution) => execution.jobs));
  for (const job of jobs) {
    const location = stateDirectory
      ? join(stateDirectory, 'jobs', job, 'job.log')
      : `aws logs tail /aws/sagemaker/TrainingJobs --log-stream-name-prefix ${job} --since 7d`;
    console.log(`  ${pc.dim('Job log')}  ${location}`);
  }
}
