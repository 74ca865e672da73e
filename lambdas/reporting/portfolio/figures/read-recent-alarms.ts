/** Reads the environment's alarms that are active, or became active since a time. */
import {
  type CloudWatchClient,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import { parseAlarmDescription } from '../../../shared/alarm-description.ts';

export interface RecentAlarm {
  /** Without the environment's prefix. */
  name: string;
  severity: string;
  /** The alarm's description without severity and runbook. */
  words: string;
  /** Address of the runbook's section, or its path in the repository; null without one. */
  runbook: string | null;
  /** Whether the alarm is active. */
  isRinging: boolean;
  /** How often it became active. */
  times: number;
}

/** Reads alarms that are active or have been since `since`: active ones first, then by severity. */
export async function readRecentAlarms(client: CloudWatchClient, prefix: string, since: Date): Promise<RecentAlarm[]> {
  const counts = await countActivations(client, prefix, since);
  const alarms: RecentAlarm[] = [];
  const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
  for await (const page of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix, AlarmTypes })) {
    for (const { AlarmName = '', AlarmDescription = '', StateValue } of [
      ...(page.MetricAlarms ?? []),
      ...(page.CompositeAlarms ?? []),
    ]) {
      const { severity, text: words, runbook } = parseAlarmDescription(AlarmDescription);
      const isRinging = StateValue === 'ALARM';
      const times = counts.get(AlarmName) ?? 0;
      if (isRinging || times > 0) {
        alarms.push({ name: AlarmName.slice(prefix.length), severity, words, runbook, isRinging, times });
      }
    }
  }
  return alarms.sort((a, b) => rank(a) - rank(b) || b.times - a.times || a.name.localeCompare(b.name));
}

const rank = ({ severity, isRinging }: RecentAlarm): number =>
  ['page', 'ticket', 'info'].indexOf(severity) + (isRinging ? 0 : 10);

async function countActivations(client: CloudWatchClient, prefix: string, since: Date): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
  const request = { HistoryItemType: 'StateUpdate' as const, StartDate: since, EndDate: new Date(), AlarmTypes };
  for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory({ client }, request)) {
    for (const { AlarmName = '', HistorySummary = '' } of AlarmHistoryItems) {
      if (!AlarmName.startsWith(prefix) || !/ to ALARM\b/i.test(HistorySummary)) continue;
      counts.set(AlarmName, (counts.get(AlarmName) ?? 0) + 1);
    }
  }
  return counts;
}
