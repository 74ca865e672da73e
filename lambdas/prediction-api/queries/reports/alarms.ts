/** The report `alarms`: CloudWatch alarms of this environment and their current states. */
import { CloudWatchClient, paginateDescribeAlarms, type StateValue } from '@aws-sdk/client-cloudwatch';
import { parseAlarmDescription } from '../../../shared/alarm-description.ts';
import type { Alarm } from '../../contract/schemas/reports/alarms.ts';

/** The fields of a described alarm that the report reads. */
interface DescribedAlarm {
  AlarmName?: string;
  AlarmDescription?: string;
  StateValue?: StateValue | string;
  StateUpdatedTimestamp?: Date;
  StateTransitionedTimestamp?: Date;
  TreatMissingData?: string;
}

export interface AlarmSource {
  /** Names of this environment's alarms begin with it. */
  prefix: () => string;
  describe: (prefix: string) => Promise<DescribedAlarm[]>;
}

const STATES: Record<string, Alarm['state']> = { OK: 'ok', ALARM: 'alarm' };
const SEVERITIES: readonly string[] = ['page', 'ticket', 'info'];

/** Creates a reader of CloudWatch with short timeouts, because a page waits for it. */
export function createAlarmReader(): AlarmSource['describe'] {
  let client: CloudWatchClient | undefined;
  return async (prefix) => {
    client ??= new CloudWatchClient({
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    });
    const alarms: DescribedAlarm[] = [];
    const filter = { AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms({ client }, filter)) {
      alarms.push(...MetricAlarms, ...CompositeAlarms);
    }
    return alarms;
  };
}

/** Active alarms first, then by severity and name. */
export async function readAlarms({ prefix, describe }: AlarmSource): Promise<Alarm[]> {
  const alarms = (await describe(prefix())).map((described) => toAlarm(prefix(), described));
  const rank = ({ state, severity }: Alarm) => (state === 'alarm' ? 0 : 10) + SEVERITIES.indexOf(severity);
  return alarms.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function toAlarm(prefix: string, described: DescribedAlarm): Alarm {
  const { AlarmName = '', AlarmDescription = '', StateValue = '' } = described;
  const { severity, text: description, dataSource, runbook } = parseAlarmDescription(AlarmDescription);
  const state = STATES[StateValue] ?? 'insufficient_data';
  const since = described.StateTransitionedTimestamp ?? described.StateUpdatedTimestamp;
  return {
    name: AlarmName.slice(prefix.length),
    state,
    severity: severity as Alarm['severity'],
    since: since?.toISOString() ?? null,
    description,
    runbook: runbook && `docs/runbook.md${new URL(runbook, 'file:///').hash}`,
    runbook_url: runbook?.startsWith('http') ? runbook : null,
    no_data_reason: state === 'insufficient_data' ? explainNoData(dataSource, described.TreatMissingData) : null,
  };
}

/** What an alarm does while it has no data, by CloudWatch's setting. Alarms without the setting wait. */
const WITHOUT_DATA: Record<string, string> = {
  notBreaching: ' Without data the alarm is not active.',
  breaching: ' When data stay away, the alarm becomes active.',
  ignore: ' Without data the alarm keeps its state.',
};

function explainNoData(dataSource: string | null, treatMissingData = ''): string {
  const source = dataSource === null ? '' : `: it comes from ${dataSource}`;
  return `There is no data${source}.${WITHOUT_DATA[treatMissingData] ?? ''}`;
}
