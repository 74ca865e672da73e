/**
 * Who uses the encryption key without a role of ours: each AWS service that a topic, a queue or a log group admits must
 * be admitted by the key as well, or what it delivers is lost silently.
 */
import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../synthesised.ts';
import { prod } from './template.ts';

/**
 * Types of resources that are encrypted with the key, and whose permission their use needs: of the AWS `service` that
 * delivers to them, which the key's policy must name, or of the `caller`, whose role has it.
 */
const ENCRYPTED: Record<string, 'service' | 'caller'> = {
  'AWS::Backup::BackupVault': 'caller',
  'AWS::DynamoDB::Table': 'caller',
  'AWS::Logs::LogGroup': 'service',
  'AWS::RDS::DBCluster': 'caller',
  'AWS::RDS::DBInstance': 'caller',
  'AWS::S3::Bucket': 'caller',
  'AWS::SNS::Topic': 'service',
  'AWS::SQS::Queue': 'service',
  'AWS::SecretsManager::Secret': 'caller',
};

/** Types that name the key without being encrypted with it. */
const OTHERS = ['AWS::IAM::Policy', 'AWS::KMS::Alias', 'AWS::Lambda::Function'];

interface Statement {
  Action: string | string[];
  Principal: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** Defines the tests. The template is read when they run. */
export function describeEncryption(): void {
  describe('the encryption key', () => {
    test('encrypts resources of the types that this file knows', () => {
      const naming = prod.resources.filter(({ type, properties }) => !OTHERS.includes(type) && namesKey(properties));
      expect([...new Set(naming.map(({ type }) => type))].toSorted()).toEqual(Object.keys(ENCRYPTED));
    });

    test('may be used by every service that an encrypted topic or queue admits', () => {
      const uses = [...listServices('SNS::TopicPolicy'), ...listServices('SQS::QueuePolicy')];
      expect([...new Set(uses)].toSorted()).toEqual([
        ...['SNS::TopicPolicy budgets', 'SNS::TopicPolicy cloudwatch', 'SNS::TopicPolicy events'],
        ...['SQS::QueuePolicy events', 'SQS::QueuePolicy sns'],
      ]);
      for (const use of uses) {
        const [, service] = use.split(' ');
        const actions = findStatements(`"${service}.amazonaws.com"`).flatMap(({ Action }) => Action);
        expect([use, actions]).toEqual([use, expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*'])]);
      }
    });

    test('lets EventBridge in without a condition, and SNS for topics of this environment', () => {
      expect(findStatements('"events.amazonaws.com"').map(({ Condition }) => Condition)).toEqual([undefined]);
      const [fromTopics] = findStatements('"sns.amazonaws.com"');
      const topics = /^\{"ArnLike":\{"aws:SourceArn":.*:sns:.*:risk-prod-\*"\]\]\}\}\}$/;
      expect(JSON.stringify(fromTopics?.Condition)).toMatch(topics);
      for (const { properties } of prod.ofType('SNS::Topic')) expect(properties.TopicName).toMatch(/^risk-prod-/);
    });

    test('may be used by CloudWatch Logs for every log group', () => {
      const [logging] = findStatements('"logs."');
      expect(logging?.Action).toEqual(
        expect.arrayContaining([
          'kms:Decrypt',
          'kms:Describe*',
          'kms:Encrypt',
          'kms:GenerateDataKey*',
          'kms:ReEncrypt*',
        ]),
      );
      const patterns = Array.from(
        JSON.stringify(logging?.Condition).matchAll(/:log-group:([^"]+)"/g),
        ([, name = '']) => RegExp(`^${name.replaceAll('*', '.*')}$`),
      );
      const names = prod
        .ofType('Logs::LogGroup')
        .map(({ properties: { LogGroupName: name } }) =>
          typeof name === 'string'
            ? name
            : name['Fn::Join'][1].filter((part: unknown) => typeof part === 'string').join(),
        );
      expect(names).toContain('/risk/prod/spark');
      expect(names.filter((name) => !patterns.some((pattern) => pattern.test(name)))).toEqual([]);
    });

    test('of the Spark logs is that of their log group, so that whoever submits a job needs no use of it', () => {
      const { MonitoringConfiguration: monitoring } = prod.only('EMRServerless::Application').properties;
      expect(monitoring.CloudWatchLoggingConfiguration).toEqual({ Enabled: true, LogGroupName: expect.anything() });
      const group = prod.ofType('Logs::LogGroup').find(({ id }) => id.startsWith('SparkLogs'));
      expect(namesKey(group?.properties ?? {})).toBe(true);
    });
  });
}

const namesKey = (properties: Resource['properties']) =>
  /"Key[0-9A-F]{8}"|GetAttKey[0-9A-F]{8}Arn/.test(JSON.stringify(properties));

/** Statements of the key's policy whose principal has the text. */
function findStatements(principal: string): Statement[] {
  const key = prod.ofType('KMS::Key').find(({ id }) => id.startsWith('Key'));
  const statements: Statement[] = key?.properties.KeyPolicy.Statement ?? [];
  return statements.filter(({ Principal }) => JSON.stringify(Principal).includes(principal));
}

/** Services that the policies of this type admit, as `<type> <service>`. */
const listServices = (type: string): string[] =>
  prod
    .ofType(type)
    .flatMap(({ properties }) => properties.PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => [Principal.Service ?? []].flat())
    .map((service: string) => `${type} ${service.replace('.amazonaws.com', '')}`);
