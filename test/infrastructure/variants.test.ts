/**
 * `cdk synth` of the variants that no other file synthesises: the local cloud, and production with QuickSight. Production,
 * production without Spark and dev have files of their own.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SYNTH_VARIABLES, Synthesised } from './synthesised.ts';

describe('local', () => {
  let local: Synthesised;
  beforeAll(() => {
    local = new Synthesised('local', {});
  }, 120_000);
  afterAll(() => local?.remove());

  test('needs no variable, and cfn-lint finds nothing', () => expect(local.lint()).toBe(''), 120_000);

  test('has nothing that the local cloud lacks', () => {
    for (const type of [
      ...['Budgets::Budget', 'CloudFront::Distribution', 'CloudWatch::CompositeAlarm', 'EC2::FlowLog'],
      ...['EMRServerless::Application', 'Logs::QueryDefinition', 'SageMaker::MlflowApp', 'WAFv2::WebACL'],
      ...['WAFv2::LoggingConfiguration', 'QuickSight::Dashboard'],
    ]) {
      expect([type, local.ofType(type).length]).toEqual([type, 0]);
    }
    expect(local.resources.filter(({ type }) => /^Custom::(S3AutoDelete|CDKBucket|VpcRestrict)/.test(type))).toEqual(
      [],
    );
  });

  test('keeps nothing that would survive its stack, but the write-once bucket', () => {
    expect(local.listKept().map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'ApiCloudWatchRole',
      'ApiAccount',
      'Audit',
    ]);
  });
});

describe('production with QuickSight', () => {
  let prod: Synthesised;
  beforeAll(() => {
    const QUICKSIGHT_PRINCIPAL_ARN = 'arn:aws:quicksight:eu-west-1:111122223333:group/default/risk';
    prod = new Synthesised('prod', { ...SYNTH_VARIABLES, QUICKSIGHT_PRINCIPAL_ARN });
  }, 120_000);
  afterAll(() => prod?.remove());

  test('has its dashboards, and cfn-lint finds nothing in their stack', () => {
    expect(prod.ofType('QuickSight::Dashboard').length).toBeGreaterThan(0);
    expect(prod.lint(['Reporting'])).toBe('');
  }, 120_000);
});
