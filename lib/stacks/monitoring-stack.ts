/**
 * Stack of monitoring: drift, realised performance and data quality after every publication, alarms and notifications.
 */
import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters, RiskAlarm } from '../constructs/alarms/alerts.ts';
import { Chat } from '../constructs/alarms/chat.ts';
import { CostBudget } from '../constructs/alarms/cost-budget.ts';
import { createFunctionMetric } from '../constructs/alarms/function-metric.ts';
import { HealthWatches } from '../constructs/alarms/health-watches.ts';
import { LogQueries } from '../constructs/alarms/log-queries.ts';
import { PageAlarm } from '../constructs/alarms/page-alarm.ts';
import { ServiceAlarms } from '../constructs/alarms/service-alarms.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { allow, allowRead, allowWrite } from '../constructs/foundation/allow.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction, type RiskFunctionProps } from '../constructs/functions/risk-function.ts';
import { Workflow } from '../constructs/workflows/workflow.ts';
import { WorkflowTarget } from '../constructs/workflows/workflow-target.ts';
import type { StorageStack } from './storage-stack.ts';

export interface MonitoringStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
  /** Workflow after whose success monitoring runs. */
  etl: Workflow;
  /** The workflow that runs a job on managed compute. */
  runJob: Workflow;
  /** Event bus that receives drift events. */
  events: IEventBus;
}

export class MonitoringStack extends RiskStack {
  readonly foundation: Foundation;
  readonly workflow: Workflow;

  constructor(scope: Construct, id: string, { config, storage, etl, runJob, events }: MonitoringStackProps) {
    super(scope, id, { config, description: 'drift, realised performance, alarms and their delivery' });
    this.foundation = storage.foundation;
    const deadLetters = new DeadLetters(this, 'DeadLetters', { name: 'monitoring' }).queue;
    this.workflow = new Workflow(this, 'monitoring', {
      description: 'Measures drift, realised performance and quality, and reports what exceeds its bound',
      severity: 'ticket',
      functions: [
        this.createRefreshFunction(storage),
        ...this.createMeasureFunctions(storage),
        this.createEvaluateFunction(storage, events),
      ],
      workflows: [runJob],
      deadLetters,
    });
    new StringParameter(this, 'WorkflowArn', {
      parameterName: `${this.parameterPrefix}/workflow/monitoring-arn`,
      stringValue: this.workflow.arn,
      description: 'State machine of monitoring',
    });
    this.startAfterEveryDay(etl, deadLetters);
    this.createModelAlarms();
    new ServiceAlarms(this, 'ServiceAlarms');
    new HealthWatches(this, 'Watch', { deadLetters });
    if (config.monitoring.chat) new Chat(this, 'Chat', { deadLetters });
    if (config.features.budget) new CostBudget(this, 'Budget');
    if (config.features.composite_alarm) new PageAlarm(this, 'PageAlarm');
    if (config.features.log_queries) new LogQueries(this, 'LogQueries');
  }

  private createRefreshFunction({ model }: StorageStack): RiskFunction {
    const refresh = this.createStepFunction('reporting/refresh-reporting', {
      description: 'Refreshes the aggregates of reports and dashboards',
      timeout_seconds: 900,
      memory_mib: 512,
      environment: { MODEL_BUCKET: model.bucketName },
    });
    allowRead(refresh, model, ['models']);
    return refresh;
  }

  private createMeasureFunctions({ model }: StorageStack): RiskFunction[] {
    const drift = this.createStepFunction('monitoring/measure-drift', {
      description: 'Measures drift of features and scores against the baseline of the champion',
      timeout_seconds: 300,
      memory_mib: 512,
      environment: { MODEL_BUCKET: model.bucketName },
    });
    allowRead(drift, model, ['models']);
    return [
      drift,
      this.createStepFunction('monitoring/measure-performance', {
        description: 'Measures scores against later outcomes, and the quality of deliveries',
        timeout_seconds: 300,
        memory_mib: 512,
      }),
    ];
  }

  private createEvaluateFunction({ work }: StorageStack, events: IEventBus): RiskFunction {
    const evaluate = this.createStepFunction('monitoring/judge', {
      description:
        'Evaluates a day’s measurements: emits metrics, reports drift and degradation, prepares the MLflow job',
      timeout_seconds: 60,
      memory_mib: 512,
      environment: { WORK_BUCKET: work.bucketName, EVENT_BUS_NAME: events.eventBusName },
    });
    allowWrite(evaluate, work, ['training']);
    allow(evaluate, { actions: ['events:PutEvents'], resources: [events.eventBusArn] });
    return evaluate;
  }

  /** Creates a function that uses the database as risk_monitoring. */
  private createStepFunction(entry: string, props: RiskFunctionProps): RiskFunction {
    const step = new RiskFunction(this, entry, { sql: true, ...props });
    allowDatabaseRole(step, 'risk_monitoring');
    return step;
  }

  private startAfterEveryDay({ stateMachine }: Workflow, deadLetterQueue: IQueue): void {
    new Rule(this, 'AfterEveryDay', {
      ruleName: `${this.workflow.physicalName}-daily`,
      description: 'Measures what the ETL has published and scored',
      enabled: this.config.monitoring.schedule_enabled,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['SUCCEEDED'], stateMachineArn: [stateMachine.stateMachineArn] },
      },
      targets: [
        new WorkflowTarget(this.workflow, {
          input: RuleTargetInput.fromObject({}),
          deadLetterQueue,
          retryAttempts: 10,
          maxEventAge: Duration.hours(12),
        }),
      ],
    });
  }

  /** Model alarms keep their state until the next measurement, however long that takes. */
  private createModelAlarms(): void {
    const alarm = { treatMissingData: TreatMissingData.IGNORE, severity: 'ticket' } as const;
    new RiskAlarm(this, 'Drift', {
      ...alarm,
      name: 'model-drift',
      runbook: 'model-drift',
      description:
        'Features or scores have drifted beyond their bound from the champion’s baseline; a training was requested.',
      dataSource: 'the monitoring of each published day',
      metric: createFunctionMetric('monitoring/judge', 'DriftAlerts', Stats.MAXIMUM),
    });
    new RiskAlarm(this, 'Degradation', {
      ...alarm,
      name: 'model-degradation',
      runbook: 'model-degradation',
      description: 'On observed outcomes the champion is worse than its bounds allow; a training was requested.',
      dataSource: 'the monitoring of each published day',
      metric: createFunctionMetric('monitoring/judge', 'DegradationAlerts', Stats.MAXIMUM),
    });
  }
}
