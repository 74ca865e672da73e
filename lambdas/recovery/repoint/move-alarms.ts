/**
 * Gives the serving cluster the alarms of the cluster that CloudFormation manages. They are copies next to the originals,
 * so that a deployment neither changes nor removes them.
 */
import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';

const DIMENSION = 'DBClusterIdentifier';
/** Ends the name of a copied alarm. */
const COPY_SUFFIX = '-restored';

/** Idempotent. @param prefix `risk-<env>`, also the name of the cluster that CloudFormation manages */
export async function moveAlarms(cloudwatch: CloudWatchClient, prefix: string, serving: string): Promise<void> {
  const alarms: MetricAlarm[] = [];
  for await (const page of paginateDescribeAlarms({ client: cloudwatch }, { AlarmNamePrefix: `${prefix}-` })) {
    alarms.push(...(page.MetricAlarms ?? []));
  }
  const names = alarms.map(({ AlarmName = '' }) => AlarmName).filter((name) => name.endsWith(COPY_SUFFIX));
  if (serving === prefix) {
    if (names.length > 0) await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: names }));
    return;
  }
  for (const alarm of alarms) {
    if (alarm.AlarmName?.endsWith(COPY_SUFFIX) || !watches(alarm, prefix)) continue;
    await cloudwatch.send(new PutMetricAlarmCommand(copyAlarm(alarm, serving)));
  }
}

const watches = ({ Dimensions = [] }: MetricAlarm, cluster: string): boolean =>
  Dimensions.some(({ Name, Value }) => Name === DIMENSION && Value === cluster);

function copyAlarm(alarm: MetricAlarm, cluster: string) {
  const { AlarmDescription, ActionsEnabled, OKActions, AlarmActions, InsufficientDataActions } = alarm;
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period, Unit } = alarm;
  const { EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData } = alarm;
  return {
    AlarmName: `${alarm.AlarmName}${COPY_SUFFIX}`,
    ...{ AlarmDescription, ActionsEnabled, OKActions, AlarmActions, InsufficientDataActions },
    ...{ MetricName, Namespace, Statistic, ExtendedStatistic, Period, Unit },
    ...{ EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData },
    Dimensions: alarm.Dimensions?.map((one) => (one.Name === DIMENSION ? { ...one, Value: cluster } : one)),
  };
}
