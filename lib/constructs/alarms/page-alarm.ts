/** Composite alarm over all alarms of severity `page`. A pager subscribes to it. */
import { AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { formatAlarmDescription } from '../../../lambdas/shared/alarm-description.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { findRunbookAddress, RiskAlarm } from './alerts.ts';

export class PageAlarm extends Construct {
  /** Create it after all other stacks, because it collects their alarms. */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { prefix, config, foundation } = RiskStack.of(this);
    const paging = this.node.root.node
      .findAll()
      .filter((construct): construct is RiskAlarm => construct instanceof RiskAlarm && construct.severity === 'page');
    const alarm = new CompositeAlarm(this, 'Page', {
      compositeAlarmName: `${prefix}-page`,
      alarmDescription: formatAlarmDescription({
        ...{ severity: 'page', text: 'At least one alarm of severity page is active.' },
        ...{ dataSource: 'the states of the alarms of severity page', runbook: findRunbookAddress(config, 'page') },
      }),
      // By name, so that another stack's alarm can be replaced without this one.
      alarmRule: AlarmRule.anyOf(...paging.map(({ knownName }) => AlarmRule.fromString(`ALARM("${knownName}")`))),
    });
    // CloudWatch refuses a rule with an alarm that does not exist, in this stack or another, and a name is no reference.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    alarm.node.addDependency(...paging);
    alarm.addAlarmAction(new SnsAction(foundation.alerts));
    alarm.addOkAction(new SnsAction(foundation.alerts));
  }
}
