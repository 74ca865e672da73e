/** The deployed portfolio report, and the QuickSight dashboards of an environment that configures a principal. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadEnvironmentConfig } from '../../lib/config.ts';
import { DatabaseStack } from '../../lib/stacks/database-stack.ts';
import { ReportingStack } from '../../lib/stacks/reporting-stack.ts';
import { StorageStack } from '../../lib/stacks/storage-stack.ts';
import { lintTemplates, listReferences, listResources, type Resource, ROOT } from './synthesised.ts';

const PRINCIPAL = 'arn:aws:quicksight:eu-west-1:111122223333:group/default/risk';

let folder: string;
let resources: Resource[];
let findings: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'risk-synth-reporting-'));
  const prod = loadEnvironmentConfig('prod', { QUICKSIGHT_PRINCIPAL_ARN: PRINCIPAL });
  const config = { ...prod, reporting: { ...prod.reporting, client_cidrs: ['10.99.0.0/24'] } };
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const app = new App({ outdir: folder, context });
  const storage = new StorageStack(app, 'Storage', { config });
  const database = new DatabaseStack(app, 'Database', { config, storage });
  const reporting = new ReportingStack(app, 'Reporting', { config, storage, database });
  reporting.addStackDependency(database);
  app.synth();
  findings = new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName);
  resources = templates().flatMap((file) => listResources(file, JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const templates = () => readdirSync(folder).filter((file) => file.endsWith('.template.json'));
const ofType = (type: string) => resources.filter((resource) => resource.type === `AWS::${type}`);
const only = (type: string): Resource => {
  const [found, ...more] = ofType(type);
  if (!found || more.length > 0) throw new Error(`expected one ${type}, found ${found ? more.length + 1 : 0}`);
  return found;
};

test('cdk-nag finds nothing', () => expect(findings).toEqual([]));

// prod.test.ts lints the other two stacks.
test(
  'cfn-lint finds nothing',
  () => expect(lintTemplates(folder, ['Risk-Prod-Reporting.template.json'])).toBe(''),
  300_000,
);

describe('the portfolio report', () => {
  const report = () => {
    const found = ofType('Lambda::Function').find(
      ({ properties }) => properties.FunctionName === 'risk-prod-portfolio-report',
    );
    if (!found) throw new Error('there is no function of the portfolio report');
    return found;
  };

  test('is created every Monday after the nightly ETL, and a failure raises an alarm', () => {
    const rule = ofType('Events::Rule').find(
      ({ properties }) => properties.Name === 'risk-prod-portfolio-report-weekly',
    );
    expect(rule?.properties).toMatchObject({
      ScheduleExpression: 'cron(0 7 ? * MON *)',
      State: 'ENABLED',
      Targets: [{ Input: '{"announces":true}', DeadLetterConfig: { Arn: expect.anything() } }],
    });
    const lost = ofType('Lambda::EventInvokeConfig').find(({ properties }) =>
      listReferences(properties.FunctionName).includes(report().id),
    );
    const [queue] = listReferences(lost?.properties.DestinationConfig);
    expect(ofType('SQS::Queue').map(({ id }) => id)).toEqual([queue]);
    const alarms = ofType('CloudWatch::Alarm').map(({ properties }) => properties.AlarmName);
    expect(alarms).toContain('risk-prod-reporting-dead-letters');
  });

  test('reads as the reporting role, writes reports only, and publishes to its own topic only', () => {
    expect(report().properties.Environment.Variables).toMatchObject({ DATABASE_ROLE: 'risk_reporting' });
    const policy = ofType('IAM::Policy').find(({ id }) => id.startsWith('PortfolioReport'));
    const statements: Resource['properties'][] = policy?.properties.PolicyDocument.Statement;
    const of = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));
    expect(JSON.stringify(of('s3:PutObject').map(({ Resource }) => Resource))).toMatch(/Reports.*\/portfolio\/\*/);
    expect(JSON.stringify(of('secretsmanager:GetSecretValue'))).toMatch(/risk_reporting/);
    expect(of('s3:GetObject')).toEqual([]);
    const topic = ofType('SNS::Topic').find(({ properties }) => properties.TopicName === 'risk-prod-reports');
    expect(of('sns:Publish').map(({ Resource }) => listReferences(Resource))).toEqual([[topic?.id]]);
  });

  test('is encrypted, retained for years, and announced on an encrypted topic that accepts TLS only', () => {
    const bucket = ofType('S3::Bucket').find(({ id }) => id.startsWith('Reports'));
    const { ServerSideEncryptionConfiguration: encryption } = bucket?.properties.BucketEncryption ?? {};
    expect(encryption[0].ServerSideEncryptionByDefault.SSEAlgorithm).toBe('aws:kms');
    const rules: Resource['properties'][] = bucket?.properties.LifecycleConfiguration.Rules;
    expect(rules.find(({ Id }) => Id === 'reports')).toMatchObject({ ExpirationInDays: 2557 });
  });
});

const ingress = (from: string) => {
  const found = ofType('EC2::SecurityGroupIngress').filter(({ properties }) => from in properties);
  expect(found).toHaveLength(1);
  return found[0]?.properties ?? {};
};

test('the database admits the configured networks, on its port', () => {
  expect(ingress('CidrIp')).toMatchObject({ CidrIp: '10.99.0.0/24', IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 });
});

describe('QuickSight', () => {
  const of = (type: string) => ofType(`QuickSight::${type}`);

  test('reaches the reader through network interfaces in the isolated subnets, on the database’s port only', () => {
    const { properties } = only('QuickSight::VPCConnection');
    expect(properties.SubnetIds).toHaveLength(2);
    const group = ofType('EC2::SecurityGroup').find(({ id }) =>
      listReferences(properties.SecurityGroupIds).includes(id),
    );
    expect(group?.properties.SecurityGroupIngress).toBeUndefined();
    const port = { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 };
    expect(ingress('SourceSecurityGroupId')).toMatchObject(port);
    expect(listReferences(ingress('SourceSecurityGroupId').SourceSecurityGroupId)).toEqual([group?.id]);
    expect(only('EC2::SecurityGroupEgress').properties).toMatchObject(port);
    const { AssumeRolePolicyDocument: trust } =
      ofType('IAM::Role').find(({ id }) => id.includes('InterfaceRole'))?.properties ?? {};
    expect(JSON.stringify(trust)).toMatch(/quicksight\.amazonaws\.com/);
  });

  test('logs in over TLS as the reporting role, with the secret that the database’s parameters name', () => {
    const { properties, stack } = only('QuickSight::DataSource');
    expect(properties).toMatchObject({
      Type: 'AURORA_POSTGRESQL',
      SslProperties: { DisableSsl: false },
      VpcConnectionProperties: { VpcConnectionArn: expect.anything() },
      DataSourceParameters: { AuroraPostgreSqlParameters: { Port: 5432 } },
    });
    const template = JSON.parse(
      readFileSync(join(folder, stack.replace(/(\.template\.json)?$/, '.template.json')), 'utf8'),
    );
    const named = (value: unknown) => listReferences(value).map((id) => template.Parameters[id]?.Default);
    expect(named(properties.Credentials)).toEqual(['/risk/prod/database/secret-arn/risk_reporting']);
    expect(named(properties.DataSourceParameters)).toContain('/risk/prod/database/serving-reader-endpoint');
  });

  test('has five dashboards, which the principal may read, and an analysis of them, which the principal owns', () => {
    expect(
      of('Dashboard')
        .map(({ properties }) => properties.DashboardId)
        .sort(),
    ).toEqual([
      'risk-prod-feature-importance',
      'risk-prod-high-risk-segments',
      'risk-prod-model-performance',
      'risk-prod-score-distribution',
      'risk-prod-trends',
    ]);
    expect(only('QuickSight::Analysis').properties.Definition.Sheets).toHaveLength(5);
    for (const { id, properties } of [...of('Dashboard'), ...of('Analysis'), ...of('DataSet'), ...of('DataSource')]) {
      const [{ Principal, Actions }] = properties.Permissions;
      expect([id, Principal]).toEqual([id, PRINCIPAL]);
      if (!id.includes('Analysis'))
        expect(Actions.filter((action: string) => /Update|Delete|Create/.test(action))).toEqual([]);
    }
  });

  test('every field that a dashboard names is a column of its data set, or a calculated one', () => {
    const columns = new Map(
      of('DataSet').map(({ id, properties }) => {
        const [{ CustomSql: query }] = Object.values<Resource['properties']>(properties.PhysicalTableMap) as [
          Resource['properties'],
        ];
        return [id, query.Columns.map(({ Name }: { Name: string }) => Name) as string[]];
      }),
    );
    for (const { id, properties } of [...of('Dashboard'), ...of('Analysis')]) {
      const {
        DataSetIdentifierDeclarations: declared,
        CalculatedFields: calculated = [],
        ...rest
      } = properties.Definition;
      const known = new Set<string>();
      for (const { Identifier, DataSetArn } of declared) {
        for (const column of columns.get(listReferences(DataSetArn)[0] ?? '') ?? [])
          known.add(`${Identifier}.${column}`);
      }
      for (const { DataSetIdentifier, Expression } of calculated) {
        for (const [, column] of Expression.matchAll(/\{([^}]+)\}/g)) {
          expect([id, known.has(`${DataSetIdentifier}.${column}`)]).toEqual([id, true]);
        }
      }
      for (const { DataSetIdentifier, Name } of calculated) known.add(`${DataSetIdentifier}.${Name}`);
      const named = fieldsIn(rest);
      expect(named.length).toBeGreaterThan(5);
      expect(named.filter((field) => !known.has(field))).toEqual([]);
    }
  });

  /** Lists every column that a definition names, as `source.column`. */
  function fieldsIn(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return [];
    const { DataSetIdentifier, ColumnName } = value as Record<string, unknown>;
    if (typeof ColumnName === 'string') return [`${DataSetIdentifier}.${ColumnName}`];
    return Object.values(value).flatMap(fieldsIn);
  }

  test('every element of a layout is a visual of its sheet, once, and no two overlap', () => {
    for (const { properties } of of('Dashboard')) {
      for (const { Visuals, Layouts } of properties.Definition.Sheets) {
        const ids = Visuals.map((visual: object) => Object.values(visual)[0].VisualId).sort();
        const { Elements } = Layouts[0].Configuration.GridLayout;
        expect(Elements.map(({ ElementId }: { ElementId: string }) => ElementId).sort()).toEqual(ids);
        const cells = Elements.flatMap(
          ({ ColumnIndex: x, RowIndex: y, ColumnSpan: w, RowSpan: h }: Record<string, number>) =>
            Array.from(
              { length: (w ?? 0) * (h ?? 0) },
              (_, i) => `${(x ?? 0) + (i % (w ?? 1))},${(y ?? 0) + Math.floor(i / (w ?? 1))}`,
            ),
        );
        expect(new Set(cells).size).toBe(cells.length);
      }
    }
  });
});
