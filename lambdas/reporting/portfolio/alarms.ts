/** The alarms of this environment: how they stand, and which went off in the week. */
import {
  type CloudWatchClient,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';

export interface AlarmOfWeek {
  /** Without the environment's prefix. */
  name: string;
  severity: string;
  words: string;
  isRinging: boolean;
  /** How often it went off in the week. */
  times: number;
}

/** `<severity>: <words> Runbook: <place>`, as every alarm describes itself. */
const DESCRIPTION = /^(page|ticket|info): (.*?)(?: Runbook: (\S+))?$/s;

/** Alarms that ring now or went off since `since`, the most urgent first. */
export async function alarmsOfWeek(client: CloudWatchClient, prefix: string, since: Date): Promise<AlarmOfWeek[]> {
  const times = await timesGoneOff(client, prefix, since);
  const alarms: AlarmOfWeek[] = [];
  const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
  for await (const page of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix, AlarmTypes })) {
    for (const { AlarmName = '', AlarmDescription = '', StateValue } of [
      ...(page.MetricAlarms ?? []),
      ...(page.CompositeAlarms ?? []),
    ]) {
      const [, severity = 'ticket', words = AlarmDescription] = DESCRIPTION.exec(AlarmDescription) ?? [];
      const isRinging = StateValue === 'ALARM';
      const count = times.get(AlarmName) ?? 0;
      const alarm = { name: AlarmName.slice(prefix.length), severity, words, isRinging, times: count };
      if (isRinging || count > 0) alarms.push(alarm);
    }
  }
  return alarms.sort((a, b) => rank(a) - rank(b) || b.times - a.times || a.name.localeCompare(b.name));
}

const rank = ({ severity, isRinging }: AlarmOfWeek): number =>
  ['page', 'ticket', 'info'].indexOf(severity) + (isRinging ? 0 : 10);

async function timesGoneOff(client: CloudWatchClient, prefix: string, since: Date): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
  const asked = { HistoryItemType: 'StateUpdate' as const, StartDate: since, EndDate: new Date(), AlarmTypes };
  for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory({ client }, asked)) {
    for (const { AlarmName = '', HistorySummary = '' } of AlarmHistoryItems) {
      if (!AlarmName.startsWith(prefix) || !/ to ALARM\b/i.test(HistorySummary)) continue;
      times.set(AlarmName, (times.get(AlarmName) ?? 0) + 1);
    }
  }
  return times;
}
