/** `npm run logs`: prints the log lines of a run, an execution or a time, errors again at the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import type { LogLine } from '../logs/log-line.ts';
import { parseSince } from '../logs/parse-since.ts';
import { printErrors, printJobLogs, printLogHeader, printLogLines } from '../logs/print-logs.ts';
import { createLogReader } from '../logs/read-logs.ts';
import { flattenExecutionLog } from '../logs/workflow-lines.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';

const POLL_MILLISECONDS = 2_000;

export const logsCommand = defineCommand({
  name: 'logs',
  summary: 'prints the log lines of a run, an execution or a time',
  description:
    'Prints every line of a run in the order of time: of its workflow with all states, and of all functions. Errors are repeated at the end, with the files of job logs. Give at most one of --run, --execution and --since.',
  options: {
    run: { value: 'ID', description: 'id of the run, or its beginning (default: the newest run)' },
    execution: {
      value: 'NAME',
      description: 'instead: an execution by its name or ARN, or the newest of a workflow, such as training',
    },
    since: {
      value: 'TIME',
      description: 'instead: all functions since 30s, 30m, 2h, 3d or an ISO time (UTC where it names no zone)',
      parse: (text: string) => parseSince(text, Date.now()),
    },
    errors: { description: 'print only warnings and errors' },
    follow: { description: 'print new lines until the execution has ended; with --since until Ctrl-C' },
    json: { description: 'print one JSON object a line' },
    ...environmentOptions,
  },
  examples: {
    'npm run logs': 'the newest run of the local cloud',
    'npm run logs -- --execution training --follow': 'the newest training, until it ends',
    'npm run logs -- --env prod --since 2h --errors': "production's warnings and errors of two hours",
  },
  exitCodes: LOCAL_EXIT_CODES,
  async run({ run, execution, since, errors, follow, json, ...chosen }) {
    const selections = [run, execution, since].filter((value) => value !== undefined);
    if (selections.length > 1) throw new InvalidOptions('give one of --run, --execution and --since');
    await withEnvironment(chosen, async (operator) => {
      const readLogs = createLogReader(operator, { run, execution, since });
      const printedKeys = new Set<string>();
      const allLines: LogLine[] = [];
      for (let logs = await readLogs(), isFirst = true; ; logs = await readLogs(), isFirst = false) {
        if (isFirst && !json) printLogHeader(logs);
        const newLines = logs.lines.filter((line) => !printedKeys.has(buildLineKey(line)));
        for (const line of newLines) printedKeys.add(buildLineKey(line));
        allLines.push(...newLines);
        printLogLines(errors ? newLines.filter(isWarningOrError) : newLines, json);
        const hasEnded = since === undefined && logs.execution?.status !== 'RUNNING';
        if (!follow || hasEnded) {
          if (json) return;
          printErrors(allLines);
          if (logs.execution) printJobLogs(flattenExecutionLog(logs.execution), operator.stateDirectory);
          return;
        }
        await sleep(POLL_MILLISECONDS);
      }
    });
  },
});

function buildLineKey({ at, source, text }: LogLine): string {
  return `${at} ${source} ${text}`;
}

function isWarningOrError({ level }: LogLine): boolean {
  return level === 'error' || level === 'warn';
}

if (import.meta.main) await runCommand(logsCommand);
