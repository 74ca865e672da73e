/** The environment dev: smaller than production and deletable, with the same checks. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { estimateCost } from '../../cli/cost/estimate-cost.ts';
import { DEFAULT_USE } from '../../cli/cost/use-costs.ts';
import { DEPLOY_DOCS, replaceCostTables } from '../../scripts/cost-docs.ts';
import { listReferences, Synthesised } from './synthesised.ts';

let dev: Synthesised;
beforeAll(() => {
  dev = new Synthesised('dev');
}, 120_000);
afterAll(() => dev?.remove());

test('the cluster pauses when idle and can be deleted', () => {
  expect(dev.only('RDS::DBCluster').properties).toMatchObject({
    DeletionProtection: false,
    ServerlessV2ScalingConfiguration: { MinCapacity: 0 },
  });
  expect(dev.manifest.artifacts['Risk-Dev-Database'].properties.terminationProtection).toBeFalsy();
});

test('at rest it costs a fraction of production: a paused cluster and no warm function', () => {
  const page = readFileSync(DEPLOY_DOCS, 'utf8');
  expect(replaceCostTables(page, 'dev', dev.resources)).toBe(page);
  const { idle } = estimateCost('dev', dev.resources, DEFAULT_USE);
  expect(idle.filter(({ group }) => ['Aurora', 'Warm functions'].includes(group))).toEqual([]);
});

test('cfn-lint finds nothing', () => expect(dev.lint()).toBe(''), 120_000);

test('`cdk destroy` leaves nothing but the write-once bucket and the account’s role for the logs of API Gateway', () => {
  const kept = dev.listKept();
  expect(kept.map(({ type, id }) => `${type} ${id.replace(/[0-9A-F]{8}$/, '')}`)).toEqual([
    'AWS::IAM::Role ApiCloudWatchRole',
    'AWS::ApiGateway::Account ApiAccount',
    'AWS::S3::Bucket Audit',
  ]);
});

test('buckets are emptied before they are deleted, models included', () => {
  const emptied = dev.resources.filter(({ type }) => type === 'Custom::S3AutoDeleteObjects');
  const named = emptied.flatMap(({ properties }) => listReferences(properties.BucketName));
  const deleted = dev.ofType('S3::Bucket').filter(({ deletionPolicy }) => deletionPolicy === 'Delete');
  expect(named.toSorted()).toEqual(deleted.map(({ id }) => id).toSorted());
  expect(named).toHaveLength(8);
  const policy = dev.ofType('S3::BucketPolicy').find(({ id }) => id.startsWith('Model'));
  const statements: { Sid: string; Condition: unknown }[] = policy?.properties.PolicyDocument.Statement;
  const denied = statements.find(({ Sid }) => Sid === 'ModelsAreNotDeleted');
  expect(denied?.Condition).toMatchObject({ ArnNotEquals: { 'aws:PrincipalArn': expect.anything() } });
  expect(listReferences(denied?.Condition)).toEqual([expect.stringMatching(/^CustomS3AutoDeleteObjects/)]);
});

test('no schedule is enabled', () => {
  const schedules = dev.ofType('Events::Rule').filter(({ properties }) => properties.ScheduleExpression);
  expect(new Set(schedules.map(({ properties }) => properties.State))).toEqual(new Set(['DISABLED']));
});

test('has the stacks of production', () => {
  const names = [
    ...['Api', 'Cases', 'Dashboard', 'Database', 'Etl', 'Events', 'Governance', 'Monitoring', 'Privacy', 'Recovery'],
    ...['Reporting', 'Scoring', 'Storage', 'Training'],
  ];
  expect(dev.templates()).toEqual(names.map((name) => `Risk-Dev-${name}.template.json`));
});

test('people may also sign in from the command line, which waits on one loopback address', () => {
  const people = dev
    .ofType('Cognito::UserPoolClient')
    .find(({ properties }) => properties.ClientName === 'risk-dev-people');
  expect(people?.properties).toMatchObject({
    ...{ AllowedOAuthFlows: ['code'], GenerateSecret: false, AccessTokenValidity: 15 },
    CallbackURLs: ['http://localhost:4571/callback'],
  });
  expect(JSON.stringify(people?.properties.AllowedOAuthScopes)).toContain('review');
});

test('has no demo client and no user of its own', () => {
  const clients = dev.ofType('Cognito::UserPoolClient').map(({ properties }) => properties.ClientName);
  expect(clients.toSorted()).toEqual(['risk-dev-dashboard', 'risk-dev-people', 'risk-dev-service']);
  expect(dev.ofType('Cognito::UserPoolUser')).toEqual([]);
  expect(JSON.stringify(dev.resources)).not.toMatch(/demo-client|example\.com/);
});
