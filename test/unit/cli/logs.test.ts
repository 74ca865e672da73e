/** Parsing of log lines, of `--since` and of the history of an execution for `npm run logs`. */
import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from '@jest/globals';
import { formatLogLine, parseLogLine, sortLogLines } from '../../../cli/logs/log-line.ts';
import { parseSince } from '../../../cli/logs/parse-since.ts';
import { flattenExecutionLog, readExecutionLog } from '../../../cli/logs/workflow-lines.ts';

const AT = Date.parse('2026-11-23T09:00:00.000Z');

describe('a line of a function', () => {
  const logged = (fields: object) =>
    parseLogLine('ingest/open-run', AT, JSON.stringify({ timestamp: '2026-11-23T09:00:01.500Z', ...fields }));

  test('has time, source, level and text, without the fields that every line has', () => {
    const line = logged({
      ...{
        level: 'INFO',
        service: 'ingest/open-run',
        message: 'done',
        outcome: 'opened',
        run_id: 'r',
        cold_start: true,
      },
      ...{ function_request_id: 'q', xray_trace_id: 't' },
    });
    expect(line).toEqual({
      at: AT + 1500,
      source: 'ingest/open-run',
      level: 'info',
      text: 'done outcome=opened',
      detail: [],
    });
  });

  test('of an error has its name, message, first stack frames and cause', () => {
    const stack = 'DatabaseError: no\n    at query (index.mjs:1:2)\n    at open (index.mjs:3:4)';
    const cause = { name: 'TypeError', message: 'x is not a function', stack: '' };
    const line = logged({
      level: 'ERROR',
      message: 'failed',
      error: { name: 'DatabaseError', message: 'no', stack, cause },
    });
    expect(line?.level).toBe('error');
    expect(line?.detail).toEqual([
      ...['DatabaseError: no', '  at query (index.mjs:1:2)', '  at open (index.mjs:3:4)'],
      'caused by TypeError: x is not a function',
    ]);
    expect(formatLogLine(line as NonNullable<typeof line>)).toMatch(/ERROR failed\n +DatabaseError: no\n/);
  });

  test.each([
    'START RequestId: 1',
    'END RequestId: 1',
    'REPORT RequestId: 1 Duration: 3 ms',
    '',
    '{"_aws":{},"Failures":1}',
  ])('of the platform or of metrics is left out: %s', (message) =>
    expect(parseLogLine('x', AT, message)).toBeUndefined(),
  );

  test('of Lambda itself is kept when it reports a time-out', () => {
    const line = parseLogLine('x', AT, '2026-11-23T09:00:00Z 1 Task timed out after 10.00 seconds');
    expect(line).toMatchObject({ level: 'error', at: AT });
    expect(parseLogLine('x', AT, 'REPORT RequestId: 1 Status: timeout')).toMatchObject({ level: 'error' });
  });

  test('appears once, in the order of time', () => {
    const [a, b] = [parseLogLine('x', AT + 5, 'later'), parseLogLine('x', AT, 'earlier')] as const;
    if (!a || !b) throw new Error('both are lines');
    expect(sortLogLines([a, b, { ...a }]).map(({ text }) => text)).toEqual(['earlier', 'later']);
  });
});

describe('--since', () => {
  test.each([
    ['30m', AT - 30 * 60_000],
    ['2h', AT - 2 * 3_600_000],
    ['3d', AT - 3 * 86_400_000],
    ['2026-11-01T02:00', Date.UTC(2026, 10, 1, 2)],
    ['2026-11-01T02:00+02:00', Date.UTC(2026, 10, 1)],
    ['2026-11-01', Date.UTC(2026, 10, 1)],
  ])('%s', (text, expected) => expect(parseSince(text, AT)).toBe(expected));

  test.each(['', 'yesterday', '5', '2026-13-01', '-2h'])('refuses %p', (text) => {
    expect(() => parseSince(text, AT)).toThrow(/give 30m, 2h, 3d/);
  });
});

describe('a workflow', () => {
  const arn = (name: string, workflow = 'daily-etl') =>
    `arn:aws:states:eu-west-1:000000000000:execution:risk-local-${workflow}:${name}`;
  const at = (seconds: number) => new Date(AT + seconds * 1000);
  const entered = (type: string, name: string, seconds: number) =>
    ({ type: `${type}StateEntered`, timestamp: at(seconds), stateEnteredEventDetails: { name } }) as HistoryEvent;
  const exited = (type: string, name: string, seconds: number) =>
    ({ type: `${type}StateExited`, timestamp: at(seconds), stateExitedEventDetails: { name } }) as HistoryEvent;

  /** A client that answers from these executions; other calls throw. */
  function client(
    executions: Record<string, { status: string; cause?: string; error?: string; events: HistoryEvent[] }>,
  ): SFNClient {
    const send = async (command: { constructor: { name: string }; input: { executionArn: string } }) => {
      const found = executions[command.input.executionArn];
      if (!found) throw new Error(`unexpected ${command.constructor.name} of ${command.input.executionArn}`);
      if (command.constructor.name === 'GetExecutionHistoryCommand') return { events: found.events };
      const { events: _, ...description } = found;
      return { ...description, startDate: at(0), stopDate: at(60) };
    };
    return { send } as unknown as SFNClient;
  }

  test('has its states with their seconds, its errors with their messages, and the executions that it started', async () => {
    const cause = JSON.stringify({ errorType: 'DatabaseUnavailable', errorMessage: 'no answer', trace: [] });
    const output = JSON.stringify({ ExecutionArn: arn('s1', 'scoring'), job_name: 'risk-job-1' });
    const log = await readExecutionLog(
      client({
        [arn('e1')]: {
          ...{ status: 'FAILED', error: 'RunFailed', cause: 'ImportOthers: PartFailed' },
          events: [
            entered('Task', 'OpenRun', 0),
            {
              type: 'TaskFailed',
              timestamp: at(1),
              taskFailedEventDetails: { error: 'Runtime.HandlerError', cause },
            } as HistoryEvent,
            exited('Task', 'OpenRun', 2),
            entered('Choice', 'IsRunOpen', 2),
            entered('Map', 'ImportOthers', 3),
            entered('Task', 'ImportPart', 3),
            { type: 'TaskSucceeded', timestamp: at(4), taskSucceededEventDetails: { output } } as HistoryEvent,
            { type: 'TaskSucceeded', timestamp: at(4), taskSucceededEventDetails: { output: '{}' } } as HistoryEvent,
            exited('Map', 'ImportOthers', 5),
          ],
        },
        [arn('s1', 'scoring')]: { status: 'SUCCEEDED', events: [] },
      }),
      arn('e1'),
    );
    expect(log.lines.map(({ text, level }) => [level, text])).toEqual([
      ['debug', '→ OpenRun'],
      ['warn', 'TaskFailed: Runtime.HandlerError: DatabaseUnavailable: no answer'],
      ['info', '✓ OpenRun 2.0 s'],
      ['debug', '→ ImportOthers'],
      ['info', '✓ ImportOthers 2.0 s, 2 tasks'],
      ['error', 'daily-etl failed: RunFailed: ImportOthers: PartFailed'],
    ]);
    expect(flattenExecutionLog(log).map((one) => one.arn)).toEqual([arn('e1'), arn('s1', 'scoring')]);
    expect(log.jobs).toEqual(['risk-job-1']);
  });
});
