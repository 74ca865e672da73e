/** CloudWatch metrics that the functions log themselves in the embedded metric format. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/** Namespace of every metric that lambdas/ emits. */
const NAMESPACE = 'FinancialRisk';

/** @param service `<stage>/<name>` of the function that emits it */
export function createFunctionMetric(
  service: string,
  metricName: string,
  statistic: string = Stats.SUM,
  minutes = 5,
): Metric {
  return new Metric({
    ...{ namespace: NAMESPACE, metricName, statistic },
    dimensionsMap: { service },
    period: Duration.minutes(minutes),
  });
}
