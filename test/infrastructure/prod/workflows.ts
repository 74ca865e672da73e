/** Tests of the deployed workflows: large days, schedules, dead-letter queues and alarms. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listReferences, type Resource, ROOT } from '../synthesised.ts';
import { prod } from './template.ts';

/** Defines the tests. The template is read when they run. */
export function describeWorkflows(): void {
  describe('large days', () => {
    const job = () => prod.ofType('IAM::Role').find(({ properties }) => properties.RoleName === 'risk-prod-spark-job');

    test('run on an EMR application with limits and automatic start and stop, without idle workers, with our log group', () => {
      expect(prod.only('EMRServerless::Application').properties).toMatchObject({
        Type: 'SPARK',
        ReleaseLabel: 'emr-spark-8.0.0',
        MaximumCapacity: { Cpu: '64 vCPU', Memory: '256 GB', Disk: '1280 GB' },
        AutoStartConfiguration: { Enabled: true },
        AutoStopConfiguration: { Enabled: true, IdleTimeoutMinutes: 5 },
        MonitoringConfiguration: {
          CloudWatchLoggingConfiguration: { Enabled: true, LogGroupName: expect.anything() },
          ManagedPersistenceMonitoringConfiguration: { Enabled: false },
        },
      });
      expect(prod.only('EMRServerless::Application').properties).not.toHaveProperty('InitialCapacity');
    });

    test('have a job that may only log, and read and write below features/ of the work bucket', () => {
      expect(job()?.properties.AssumeRolePolicyDocument.Statement).toEqual([
        expect.objectContaining({
          Principal: { Service: 'emr-serverless.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]);
      const policies = prod.ofType('IAM::Policy').filter(({ properties, stack }) => {
        return stack === job()?.stack && listReferences(properties.Roles).includes(job()?.id ?? '');
      });
      const statements = policies.flatMap(({ properties }) => properties.PolicyDocument.Statement);
      const actions = statements.flatMap(({ Action }: { Action: string | string[] }) => Action);
      expect([...new Set(actions)].sort()).toEqual([
        ...['kms:Decrypt', 'kms:GenerateDataKey'],
        ...['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams'],
        'logs:PutLogEvents',
        ...['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
      ]);
      for (const { Action, Resource } of statements) {
        if (!/Object|Multipart/.test(JSON.stringify(Action))) continue;
        expect(JSON.stringify(Resource)).toMatch(/WorkBucket|Work[0-9A-F]{8}/);
        expect(JSON.stringify(Resource)).toContain('/features/*');
      }
    });
  });

  describe('failures', () => {
    test('the ETL starts at 02:00 UTC every day, with retries and a dead-letter queue', () => {
      const rule = prod
        .ofType('Events::Rule')
        .find(({ properties }) => properties.Name === 'risk-prod-daily-etl-nightly');
      expect(rule?.properties).toMatchObject({ ScheduleExpression: 'cron(0 2 * * ? *)', State: 'ENABLED' });
      expect(rule?.properties.Targets[0]).toMatchObject({
        DeadLetterConfig: { Arn: expect.anything() },
        RetryPolicy: { MaximumRetryAttempts: 10 },
      });
    });

    test('training starts on the first of the month and on a drift signal, with retries and a dead-letter queue', () => {
      const rule = (name: string) =>
        prod.ofType('Events::Rule').find(({ properties }) => properties.Name === `risk-prod-training-${name}`)
          ?.properties;
      expect(rule('monthly')).toMatchObject({ ScheduleExpression: 'cron(0 4 1 * ? *)', State: 'ENABLED' });
      expect(rule('drift')).toMatchObject({
        EventPattern: { source: ['risk.monitoring'], 'detail-type': ['DriftDetected'] },
        State: 'ENABLED',
      });
      expect(JSON.stringify(rule('drift')?.EventBusName)).toContain('Events');
      for (const name of ['monthly', 'drift']) {
        expect(rule(name)?.Targets).toMatchObject([
          { DeadLetterConfig: {}, RetryPolicy: { MaximumRetryAttempts: 10 } },
        ]);
      }
      expect(rule('drift')?.Targets[0].InputTransformer.InputTemplate).toMatch(/"reason":"drift"/);
    });

    test('every workflow has traces, logs and an alarm, and its failures reach the alert topic', () => {
      const workflows = prod.ofType('StepFunctions::StateMachine');
      expect(workflows).toHaveLength(readdirSync(join(ROOT, 'statemachines')).length);
      for (const { id, stack, properties } of workflows) {
        expect(properties.TracingConfiguration).toEqual({ Enabled: true });
        expect(properties.LoggingConfiguration.Level).toBe('ALL');
        const alarmed = alarmsOn(stack, id).map(({ properties: alarm }) => alarm.MetricName);
        expect(alarmed).toEqual(expect.arrayContaining(['ExecutionsFailed', 'ExecutionsTimedOut']));
        expect(
          prod.ofType('Events::Rule').filter((rule) => rule.stack === stack && tellsFailuresOf(rule, id)),
        ).toHaveLength(1);
      }
    });

    test('every rule has a dead-letter queue, and every queue an alarm', () => {
      for (const { id, properties } of prod.ofType('Events::Rule')) {
        for (const target of properties.Targets) expect([id, target.DeadLetterConfig]).not.toEqual([id, undefined]);
      }
      for (const { id, stack } of prod.ofType('SQS::Queue')) expect(alarmsOn(stack, id)).toHaveLength(1);
    });

    test('every alarm notifies the alert topic', () => {
      for (const { id, properties } of prod.ofType('CloudWatch::Alarm'))
        expect([id, properties.AlarmActions?.length]).toEqual([id, 1]);
    });

    const alarmsOn = (stack: string, id: string): Resource[] =>
      prod
        .ofType('CloudWatch::Alarm')
        .filter((alarm) => alarm.stack === stack && listReferences(alarm.properties).includes(id));

    function tellsFailuresOf({ properties }: Resource, stateMachine: string): boolean {
      const { status, stateMachineArn } = properties.EventPattern?.detail ?? {};
      return listReferences(stateMachineArn).includes(stateMachine) && status.join() === 'FAILED,TIMED_OUT,ABORTED';
    }
  });
}
