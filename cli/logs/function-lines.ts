/** What functions logged, from CloudWatch Logs: every group of the environment, by the ids in its lines. */
import {
  type CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { type LogLine, parseLogLine } from './log-line.ts';

export interface TimeWindow {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
}

/** Requests at the same time: CloudWatch Logs takes some tens a second of an account. */
const AT_ONCE = 5;

/** Log groups below `/risk/<env>/`, those that `skips` matches left out. */
export async function listLogGroups(
  client: CloudWatchLogsClient,
  environment: string,
  skips?: RegExp,
): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: `/risk/${environment}/` });
  for await (const page of pages) names.push(...(page.logGroups ?? []).map(({ logGroupName = '' }) => logGroupName));
  return names.filter((name) => !skips?.test(name));
}

/** Lines of these groups in the window that have one of the ids; all of them where no id is given. */
export async function readFunctionLines(
  client: CloudWatchLogsClient,
  groups: string[],
  window: TimeWindow,
  ids: string[] = [],
): Promise<LogLine[]> {
  const questions = groups.flatMap((group) => (ids.length > 0 ? ids : [undefined]).map((id) => ({ group, id })));
  const lines: LogLine[] = [];
  const ask = async () => {
    for (let next = questions.pop(); next; next = questions.pop()) lines.push(...(await read(client, next, window)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return lines;
}

async function read(
  client: CloudWatchLogsClient,
  { group, id }: { group: string; id: string | undefined },
  { from, to }: TimeWindow,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  const source = group.replace(/^\/risk\/[^/]+\//, '');
  const pages = paginateFilterLogEvents(
    { client },
    { logGroupName: group, startTime: from, endTime: to, ...(id && { filterPattern: `"${id}"` }) },
  );
  for await (const page of pages) {
    for (const { timestamp = 0, message = '' } of page.events ?? []) {
      const line = parseLogLine(source, timestamp, message);
      if (line) lines.push(line);
    }
  }
  return lines;
}
