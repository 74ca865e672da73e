/** The portfolio report as it is deployed, and the dashboards of QuickSight, made where a principal of it is named. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { environmentConfig } from '../../lib/config.ts';
import { ReportingStack } from '../../lib/reporting-stack.ts';
import { StorageStack } from '../../lib/storage-stack.ts';
import { type Resource, ROOT, references, resourcesOf } from './synthesised.ts';

const PRINCIPAL = 'arn:aws:quicksight:eu-west-1:111122223333:group/default/risk';

let folder: string;
let resources: Resource[];
let findings: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'risk-synth-reporting-'));
  const config = environmentConfig('prod', { QUICKSIGHT_PRINCIPAL_ARN: PRINCIPAL });
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const app = new App({ outdir: folder, context });
  const storage = new StorageStack(app, 'Storage', { config });
  new ReportingStack(app, 'Reporting', { config, storage });
  app.synth();
  findings = new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName);
  resources = templates().flatMap((file) => resourcesOf(file, JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const templates = () => readdirSync(folder).filter((file) => file.endsWith('.template.json'));
const ofType = (type: string) => resources.filter((resource) => resource.type === `AWS::${type}`);
const only = (type: string): Resource => {
  const [found, ...more] = ofType(type);
  if (!found || more.length > 0) throw new Error(`expected one ${type}, found ${found ? more.length + 1 : 0}`);
  return found;
};

test('cdk-nag finds nothing', () => expect(findings).toEqual([]));

test('cfn-lint finds nothing', () => {
  const files = templates().map((file) => join(folder, file));
  const { stdout, status } = spawnSync(join(ROOT, '.venv/bin/cfn-lint'), ['--', ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
}, 120_000);

describe('the portfolio report', () => {
  const report = () => {
    const found = ofType('Lambda::Function').find(
      ({ properties }) => properties.FunctionName === 'risk-prod-portfolio-report',
    );
    if (!found) throw new Error('there is no function of the portfolio report');
    return found;
  };

  test('is made every Monday after the night’s ETL, and one that cannot be made is seen', () => {
    const rule = ofType('Events::Rule').find(
      ({ properties }) => properties.Name === 'risk-prod-portfolio-report-weekly',
    );
    expect(rule?.properties).toMatchObject({
      ScheduleExpression: 'cron(0 7 ? * MON *)',
      State: 'ENABLED',
      Targets: [{ Input: '{"announces":true}', DeadLetterConfig: { Arn: expect.anything() } }],
    });
    const lost = only('Lambda::EventInvokeConfig').properties;
    expect(references(lost.FunctionName)).toEqual([report().id]);
    const [queue] = references(lost.DestinationConfig);
    expect(ofType('SQS::Queue').map(({ id }) => id)).toEqual([queue]);
    const alarms = ofType('CloudWatch::Alarm').map(({ properties }) => properties.AlarmName);
    expect(alarms).toContain('risk-prod-reporting-dead-letters');
  });

  test('reads as the role that sees reporting only, writes reports only, and tells its own topic only', () => {
    expect(report().properties.Environment.Variables).toMatchObject({ DATABASE_ROLE: 'risk_reporting' });
    const policy = ofType('IAM::Policy').find(({ id }) => id.startsWith('PortfolioReport'));
    const statements: Resource['properties'][] = policy?.properties.PolicyDocument.Statement;
    const of = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));
    expect(JSON.stringify(of('s3:PutObject').map(({ Resource }) => Resource))).toMatch(/Reports.*\/portfolio\/\*/);
    expect(JSON.stringify(of('secretsmanager:GetSecretValue'))).toMatch(/risk_reporting/);
    expect(of('s3:GetObject')).toEqual([]);
    const topic = ofType('SNS::Topic').find(({ properties }) => properties.TopicName === 'risk-prod-reports');
    expect(of('sns:Publish').map(({ Resource }) => references(Resource))).toEqual([[topic?.id]]);
  });

  test('is encrypted, kept for years, and announced on an encrypted topic that takes TLS only', () => {
    const bucket = ofType('S3::Bucket').find(({ id }) => id.startsWith('Reports'));
    const { ServerSideEncryptionConfiguration: encryption } = bucket?.properties.BucketEncryption ?? {};
    expect(encryption[0].ServerSideEncryptionByDefault.SSEAlgorithm).toBe('aws:kms');
    const rules: Resource['properties'][] = bucket?.properties.LifecycleConfiguration.Rules;
    expect(rules.find(({ Id }) => Id === 'reports')).toMatchObject({ ExpirationInDays: 2557 });
  });
});
