/** How `npm run logs` writes what it found. */
import { join } from 'node:path';
import pc from 'picocolors';
import { formatLogLine, type LogLine, sortLogLines } from './log-line.ts';
import type { LoggedRun } from './logged-run.ts';
import { type ExecutionLog, workflowName } from './workflow-lines.ts';

/** Errors repeated at the end; more than these are better read in their place. */
const REPEATED = 20;

export function printLogHeader({
  run,
  execution,
}: {
  run?: LoggedRun | undefined;
  execution?: ExecutionLog | undefined;
}): void {
  if (run) console.log(`${pc.bold(`Run ${run.run_id}`)} of ${run.as_of}: ${run.state}`);
  if (execution) {
    const took = execution.stoppedAt ? `, ${((execution.stoppedAt - execution.startedAt) / 1000).toFixed(1)} s` : '';
    console.log(
      `${pc.bold(workflowName(execution.arn))} ${execution.arn.split(':').at(-1)}: ${execution.status.toLowerCase()}${took}`,
    );
  }
}

let day = '';

/** A line each, below the date where that is another one than before. */
export function printLogLines(lines: LogLine[], asJson: boolean): void {
  for (const line of lines) {
    if (asJson) {
      console.log(JSON.stringify({ ...line, at: new Date(line.at).toISOString() }));
      continue;
    }
    const date = new Date(line.at).toISOString().slice(0, 10);
    if (date !== day) console.log(pc.bold(`${date} UTC`));
    day = date;
    console.log(formatLogLine(line));
  }
}

/** The errors once more, where they are looked for; or that there is none. */
export function printErrors(lines: LogLine[]): void {
  const errors = sortLogLines(lines.filter(({ level }) => level === 'error'));
  const warnings = lines.filter(({ level }) => level === 'warn').length;
  const counted = `${lines.length} lines, ${warnings} warnings, ${errors.length} errors`;
  if (errors.length === 0) {
    console.log(`\n${pc.green('No errors')} (${counted})`);
    return;
  }
  console.log(`\n${pc.red(pc.bold('Errors'))} (${counted})`);
  for (const error of errors.slice(-REPEATED))
    console.log(formatLogLine({ ...error, detail: error.detail.slice(0, 1) }));
}

/** Jobs write logs of their own. */
export function printJobLogs(executions: ExecutionLog[], stateDirectory: string | undefined): void {
  const jobs = new Set(executions.flatMap((one) => one.jobs));
  for (const job of jobs) {
    const where = stateDirectory
      ? join(stateDirectory, 'jobs', job, 'job.log')
      : `aws logs tail /aws/sagemaker/TrainingJobs --log-stream-name-prefix ${job} --since 7d`;
    console.log(`  ${pc.dim('Job log')}  ${where}`);
  }
}
