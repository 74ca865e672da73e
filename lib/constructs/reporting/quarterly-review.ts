/** Quarterly review: the functions that gather, sign and watch it, their schedules, and the alarm of a late signature. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { readOptionalEnv } from '../../../lambdas/shared/env.ts';
import { PORTFOLIO_REPORTS_ROOT, RECOVERY_ROOT, REVIEWS_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { describeWatch, RiskAlarm } from '../alarms/alerts.ts';
import { createFunctionMetric } from '../alarms/function-metric.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow, allowRead, allowWrite } from '../foundation/allow.ts';
import { RiskStack, toKebabCase, toPascalCase } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';

const DAY_MINUTES = 1440;
const [PORTFOLIO, RECOVERY, REVIEWS] = [PORTFOLIO_REPORTS_ROOT, RECOVERY_ROOT, REVIEWS_ROOT].map((root) =>
  root.slice(0, -1),
) as [string, string, string];

export interface QuarterlyReviewProps {
  /** Bucket of the reviews, and of the drills and weekly reports that they sum up. */
  reports: IBucket;
  deadLetters: IQueue;
}

export class QuarterlyReview extends Construct {
  readonly #props: QuarterlyReviewProps;

  constructor(scope: Construct, id: string, props: QuarterlyReviewProps) {
    super(scope, id);
    this.#props = props;
    const gather = this.createGather();
    const watch = this.createWatch();
    // Four hours after the nightly run began.
    this.schedule('EveryQuarter', gather, Schedule.cron({ minute: '0', hour: '6', day: '1', month: '1,4,7,10' }));
    this.schedule('EveryDay', watch, Schedule.cron({ minute: '30', hour: '7' }));
    this.createAlarm();
    for (const called of [gather, this.createSign()]) {
      const name = toKebabCase(called.logicalName);
      new StringParameter(this, `parameter-${name}`, {
        parameterName: `${RiskStack.of(this).parameterPrefix}/reporting/${name}-function`,
        stringValue: called.functionName,
        description: 'Function that npm run review calls',
      });
    }
  }

  private createGather(): RiskFunction {
    const { reports } = this.#props;
    const { prefix } = RiskStack.of(this);
    const gather = new RiskFunction(this, 'reporting/gather-review', {
      description: 'Gathers the pack of the quarterly review as data and as one page',
      timeout_seconds: 600,
      memory_mib: 512,
      sql: true,
      environment: {
        REPORT_BUCKET: reports.bucketName,
        NAME_PREFIX: prefix,
        ACCOUNT_ID: Stack.of(this).account,
        // CI sets it when it builds a release (.github/workflows/deploy.yml).
        DEPENDENCIES: readOptionalEnv('RISK_DEPENDENCIES') ?? 'null',
      },
    });
    allowDatabaseRole(gather, 'risk_reporting');
    allowRead(gather, reports, [PORTFOLIO, RECOVERY, REVIEWS]);
    allowWrite(gather, reports, [REVIEWS]);
    this.allowReadingLastAccess(gather);
    const { partition, account } = Stack.of(this);
    allow(gather, {
      actions: ['budgets:ViewBudget'],
      resources: [`arn:${partition}:budgets::${account}:budget/${prefix}-monthly`],
    });
    return gather;
  }

  private allowReadingLastAccess(gather: RiskFunction): void {
    allow(gather, {
      actions: ['iam:ListRoles', 'iam:GetServiceLastAccessedDetails'],
      resources: ['*'],
      because: 'IAM lists roles by path only, and a report of last access has no ARN.',
    });
    const { partition, account } = Stack.of(this);
    const { config } = RiskStack.of(this);
    allow(gather, {
      actions: ['iam:GenerateServiceLastAccessedDetails'],
      resources: [`risk-${config.name}-`, `Risk-${toPascalCase(config.name)}-`].map(
        (name) => `arn:${partition}:iam::${account}:role/${name}*`,
      ),
      because: 'Roles of this environment, most of which CloudFormation names.',
    });
  }

  private createSign(): RiskFunction {
    const { reports } = this.#props;
    const sign = new RiskFunction(this, 'reporting/sign-review', {
      description: 'Signs a quarterly review, once',
      timeout_seconds: 30,
      memory_mib: 256,
      environment: { REPORT_BUCKET: reports.bucketName },
    });
    allowRead(sign, reports, [REVIEWS]);
    allowWrite(sign, reports, [REVIEWS]);
    return sign;
  }

  private createWatch(): RiskFunction {
    const { reports } = this.#props;
    const watch = new RiskFunction(this, 'reporting/watch-review', {
      description: 'Emits a metric: whether a quarterly review is missing or waits too long for its signature',
      timeout_seconds: 60,
      memory_mib: 256,
      environment: {
        REPORT_BUCKET: reports.bucketName,
        SIGN_OFF_DAYS: String(RiskStack.of(this).config.review.sign_off_days),
      },
    });
    allow(watch, { actions: ['s3:ListBucket'], resources: [reports.bucketArn] });
    return watch;
  }

  private schedule(id: string, target: RiskFunction, schedule: Schedule): void {
    const { prefix, config } = RiskStack.of(this);
    target.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(6) });
    const name = toKebabCase(target.logicalName);
    new Rule(this, id, {
      ruleName: `${prefix}-${name}`,
      description: `Runs ${name} on its schedule`,
      schedule,
      enabled: config.review.schedule_enabled,
      targets: [
        new LambdaFunction(target, {
          deadLetterQueue: this.#props.deadLetters,
          retryAttempts: 2,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
  }

  private createAlarm(): void {
    const { review } = RiskStack.of(this).config;
    new RiskAlarm(this, 'Overdue', {
      name: 'review-overdue',
      severity: 'ticket',
      runbook: 'review-overdue',
      description: `A quarterly review is missing, or nobody has signed it ${review.sign_off_days} days after its quarter.`,
      dataSource: describeWatch('the daily watch of reviews', review.schedule_enabled),
      metric: createFunctionMetric('reporting/watch-review', 'ReviewOverdue', Stats.MAXIMUM, DAY_MINUTES),
      evaluationPeriods: 2,
      treatMissingData: review.schedule_enabled ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}
