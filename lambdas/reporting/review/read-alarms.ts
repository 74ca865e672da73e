/**
 * Sums the alarms of a quarter from the weekly portfolio reports, because CloudWatch keeps an alarm's history for 30 days
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html).
 */
import { parse } from 'csv-parse';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { PORTFOLIO_REPORTS_ROOT } from '../../shared/object-keys.ts';
import type { Quarter } from './quarter.ts';
import type { QuarterAlarm } from './review.ts';

interface Line {
  section: string;
  item: string;
  metric: string;
  value: string;
}

/** Those that became active most often first. */
export async function readAlarms(store: ObjectStore, bucket: string, quarter: Quarter): Promise<QuarterAlarm[]> {
  const alarms = new Map<string, QuarterAlarm>();
  for (const key of await listLastReportOfEachDay(store, bucket, quarter)) {
    const lines: AsyncIterable<Line> = (await store.getStream(bucket, key)).pipe(parse({ columns: true }));
    for await (const { section, item, metric, value } of lines) {
      if (section !== 'alarm') continue;
      const alarm = alarms.get(item) ?? { name: item, severity: 'ticket', times: 0 };
      if (metric === 'severity') alarm.severity = value;
      if (metric === 'times') alarm.times += Number(value);
      alarms.set(item, alarm);
    }
  }
  return [...alarms.values()].filter(({ times }) => times > 0).sort((a, b) => b.times - a.times);
}

/** Reports overlap when one is made by hand: counts Mondays only, on which the schedule makes one of the week before. */
async function listLastReportOfEachDay(store: ObjectStore, bucket: string, { from, to }: Quarter): Promise<string[]> {
  const newest = new Map<string, string>();
  for await (const { key } of store.list(bucket, PORTFOLIO_REPORTS_ROOT)) {
    const day = key.slice(PORTFOLIO_REPORTS_ROOT.length, PORTFOLIO_REPORTS_ROOT.length + 10);
    const madeOn = new Date(`${day}T00:00:00Z`);
    if (key.endsWith('.csv') && madeOn.getUTCDay() === 1 && madeOn >= from && madeOn < to) newest.set(day, key);
  }
  return [...newest.values()];
}
