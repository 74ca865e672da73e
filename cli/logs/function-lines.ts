/** Reads the log lines of functions from CloudWatch Logs, by time and by ids that occur in them. */
import {
  type CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { type LogLine, parseLogLine } from './log-line.ts';

/** Milliseconds since 1970. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** CloudWatch Logs accepts only some tens of requests a second from an account. */
const CONCURRENT_REQUESTS = 5;

/** Lists the log groups below `/risk/<env>/` that `excluded` does not match. */
export async function listLogGroups(
  client: CloudWatchLogsClient,
  environment: string,
  excluded?: RegExp,
): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: `/risk/${environment}/` });
  for await (const page of pages) names.push(...(page.logGroups ?? []).map(({ logGroupName = '' }) => logGroupName));
  return names.filter((name) => !excluded?.test(name));
}

/** Reads the lines of these groups in the window that contain one of the ids; without ids all lines. */
export async function readFunctionLines(
  client: CloudWatchLogsClient,
  groups: string[],
  window: TimeWindow,
  ids: string[] = [],
): Promise<LogLine[]> {
  const searches = groups.flatMap((group) => (ids.length > 0 ? ids : [undefined]).map((id) => ({ group, id })));
  const lines: LogLine[] = [];
  const work = async () => {
    for (let search = searches.pop(); search; search = searches.pop()) {
      lines.push(...(await searchGroup(client, search, window)));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_REQUESTS }, work));
  return lines;
}

async function searchGroup(
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
