/** The alarms of an environment and the topics that they notify. */
import { CloudWatchClient, paginateDescribeAlarms, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';

export interface EnvironmentAlarm {
  name: string;
  isComposite: boolean;
  state: string;
  /** Topics that it notifies; none where its actions are switched off. */
  topics: string[];
}

/** Every alarm of the environment, composite ones included. */
export async function listAlarms(environment: string): Promise<EnvironmentAlarm[]> {
  const alarms: EnvironmentAlarm[] = [];
  const options = { AlarmNamePrefix: `risk-${environment}-` };
  const query = { ...options, AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
  for await (const page of paginateDescribeAlarms({ client: new CloudWatchClient({}) }, query)) {
    for (const [isComposite, found] of [
      [false, page.MetricAlarms],
      [true, page.CompositeAlarms],
    ] as const) {
      for (const { AlarmName = '', StateValue = '', ActionsEnabled, AlarmActions = [] } of found ?? []) {
        const topics = ActionsEnabled === false ? [] : AlarmActions.filter((arn) => arn.includes(':sns:'));
        alarms.push({ name: AlarmName, isComposite, state: StateValue, topics });
      }
    }
  }
  return alarms;
}

/** The topics of all alarms, each once. */
export const listTopics = (alarms: readonly EnvironmentAlarm[]): string[] => [
  ...new Set(alarms.flatMap(({ topics }) => topics)),
];

/** Sets an alarm's state until CloudWatch evaluates it again. */
export async function setAlarmState(AlarmName: string, StateValue: 'ALARM' | 'OK'): Promise<void> {
  const StateReason = 'Smoke test: no action is needed.';
  await new CloudWatchClient({}).send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
}
