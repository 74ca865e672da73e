/** The alarms of this environment, as CloudWatch has them at the moment. */
import { CloudWatchClient, paginateDescribeAlarms, type StateValue } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from '../../contract/schemas/reports.ts';

export type DescribedAlarm = {
  AlarmName?: string;
  AlarmDescription?: string;
  StateValue?: StateValue | string;
  StateUpdatedTimestamp?: Date;
  StateTransitionedTimestamp?: Date;
};

/** Where alarms are read from: all whose name begins with the prefix. */
export type AlarmService = { prefix: () => string; describe: (prefix: string) => Promise<DescribedAlarm[]> };

/** What lib/constructs/alarms/alerts.ts writes. */
const DESCRIPTION = /^(page|ticket|info): (.*?)(?: Runbook: (\S+))?$/s;
const STATES: Record<string, Alarm['state']> = { OK: 'ok', ALARM: 'alarm' };
const URGENCY: readonly string[] = ['page', 'ticket', 'info'];

/** The one way to CloudWatch; it gives up soon, for a page waits for it. */
export function createAlarmReader(): AlarmService['describe'] {
  let client: CloudWatchClient | undefined;
  return async (prefix) => {
    client ??= new CloudWatchClient({
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000 },
    });
    const found: DescribedAlarm[] = [];
    const asked = { AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms({ client }, asked)) {
      found.push(...MetricAlarms, ...CompositeAlarms);
    }
    return found;
  };
}

/** Those that ring first, then by severity and name. */
export async function readAlarms({ prefix, describe }: AlarmService): Promise<Alarm[]> {
  const alarms = (await describe(prefix())).map((described) => toAlarm(prefix(), described));
  const order = ({ state, severity }: Alarm) => (state === 'alarm' ? 0 : 10) + URGENCY.indexOf(severity);
  return alarms.toSorted((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));
}

function toAlarm(prefix: string, described: DescribedAlarm): Alarm {
  const { AlarmName = '', AlarmDescription = '', StateValue = '' } = described;
  const [, severity = 'ticket', description = AlarmDescription, runbook = null] =
    DESCRIPTION.exec(AlarmDescription) ?? [];
  const since = described.StateTransitionedTimestamp ?? described.StateUpdatedTimestamp;
  return {
    name: AlarmName.slice(prefix.length),
    state: STATES[StateValue] ?? 'insufficient_data',
    severity: severity as Alarm['severity'],
    since: since?.toISOString() ?? null,
    description,
    runbook,
  };
}
