/** Makes a restored cluster the serving one and back: what moves, in which order, and when it is refused. */
import '../../../testing/silence-logs.ts';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, expect, test } from '@jest/globals';
import { checkRepoint } from '../../../lambdas/recovery/repoint/check-repoint.ts';
import { repoint } from '../../../lambdas/recovery/repoint/repoint.ts';
import { ObjectMissing, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { InMemoryRds } from '../../../testing/recovery/in-memory-rds.ts';
import { NOW, SERVING_ARN } from '../../../testing/recovery/recovery-steps.ts';

const RESTORED = 'risk-prod-20261128t040000';
const STATE_AT = '2026-11-28T04:00:00.000Z';

// biome-ignore lint/suspicious/noExplicitAny: inputs of every command
type Json = any;

let rds: InMemoryRds;
let parameters: Record<string, string>;
let secret: Json;
let alarms: Map<string, Json>;
let passed: boolean | undefined;
let writer: string | undefined;

beforeEach(() => {
  rds = new InMemoryRds(NOW);
  rds.addCluster(RESTORED, {
    Status: 'available',
    HttpEndpointEnabled: true,
    DeletionProtection: false,
    TagList: [{ Key: 'recovery', Value: 'restored' }],
  });
  rds.addInstance(`${RESTORED}-1`, RESTORED, 'available');
  parameters = { 'serving-cluster-arn': SERVING_ARN };
  secret = { username: 'risk_reporting', password: 'unchanged', host: 'old', port: 5432 };
  const capacity = { MetricName: 'ACUUtilization', Dimensions: [{ Name: 'DBClusterIdentifier', Value: 'risk-prod' }] };
  alarms = new Map([
    ['risk-prod-database-capacity', { ...capacity, Threshold: 90, AlarmActions: ['arn:topic'] }],
    ['risk-prod-etl-late', { MetricName: 'PublicationOverdue', Dimensions: [] }],
  ]);
  passed = true;
  writer = undefined;
});

/** Answers commands by the name of their class. */
function answer<Client extends object>(client: Client, operations: Record<string, (input: Json) => Json>): Client {
  const send = async (command: Json) => operations[command.constructor.name]?.(command.input) ?? {};
  return Object.assign(client, { send });
}

const ssm = answer(new SSMClient({ region: 'x' }), {
  PutParameterCommand: ({ Name, Value }) => {
    parameters[Name.replace(/^.*\//, '')] = Value;
  },
});
const secrets = answer(new SecretsManagerClient({ region: 'x' }), {
  GetSecretValueCommand: () => ({ SecretString: JSON.stringify(secret) }),
  PutSecretValueCommand: ({ SecretString }) => {
    secret = JSON.parse(SecretString);
  },
});
const cloudwatch = answer(new CloudWatchClient({ region: 'x' }), {
  DescribeAlarmsCommand: () => ({ MetricAlarms: [...alarms].map(([AlarmName, alarm]) => ({ AlarmName, ...alarm })) }),
  PutMetricAlarmCommand: ({ AlarmName, ...alarm }) => {
    alarms.set(AlarmName, alarm);
  },
  DeleteAlarmsCommand: ({ AlarmNames }) => {
    for (const name of AlarmNames) alarms.delete(name);
  },
});

const move = (cluster: string) =>
  repoint(
    {
      ...{ rds, ssm, secrets, cloudwatch, prefix: 'risk-prod', parameters: '/risk/prod/database' },
      ...{ servingArn: parameters['serving-cluster-arn'] ?? '', reportingSecret: 'arn:secret', isProtected: true },
    },
    cluster,
  );
const check = (cluster: string) =>
  checkRepoint(
    {
      ...{ rds, bucket: 'reports', prefix: 'risk-prod', findWriter: async () => writer, now: NOW },
      store: {
        getJson: async (bucket: string, key: string) => {
          if (passed === undefined) throw new ObjectMissing(bucket, key);
          const times = { state_at: STATE_AT, started_at: STATE_AT, ended_at: STATE_AT };
          const record = { kind: 'recovery', cluster: RESTORED, source: 'risk-prod', ...times, passed };
          return { ...record, seconds: 1, seconds_by_step: {}, checks: [] };
        },
      } as Partial<ObjectStore> as ObjectStore,
    },
    cluster,
  );

test('moves parameters, the secret of BI tools and the alarms, and protects the new cluster', async () => {
  expect(await check(RESTORED)).toMatchObject({ state_at: STATE_AT });
  expect(await move(RESTORED)).toEqual({ is_ready: true });
  expect(parameters).toEqual({
    'serving-cluster-arn': `${SERVING_ARN}-20261128t040000`,
    'serving-reader-endpoint': `${RESTORED}.cluster-ro-x.eu-central-1.rds.amazonaws.com`,
  });
  expect(secret).toMatchObject({ password: 'unchanged', host: `${RESTORED}.cluster-x.eu-central-1.rds.amazonaws.com` });
  expect(alarms.get('risk-prod-database-capacity-restored')).toMatchObject({
    ...{ Threshold: 90, AlarmActions: ['arn:topic'] },
    Dimensions: [{ Name: 'DBClusterIdentifier', Value: RESTORED }],
  });
  expect([...alarms.keys()]).toHaveLength(3);
  expect(rds.clusters.get(RESTORED)).toMatchObject({
    DeletionProtection: true,
    TagList: [
      { Key: 'recovery', Value: 'serving' },
      { Key: 'backup', Value: 'daily' },
    ],
  });
  expect(rds.instances.get(`${RESTORED}-1`)?.TagList).toEqual([{ Key: 'recovery', Value: 'serving' }]);
});

test('the old cluster is closed before a parameter names the new one, and stays', async () => {
  const closedFirst: boolean[] = [];
  const put = ssm.send;
  Object.assign(ssm, {
    send: async (command: Json) => {
      closedFirst.push(rds.clusters.get('risk-prod')?.HttpEndpointEnabled === false);
      return put(command);
    },
  });
  await move(RESTORED);
  expect(closedFirst).toEqual([true, true]);
  expect(rds.clusters.get('risk-prod')).toMatchObject({ DeletionProtection: true, HttpEndpointEnabled: false });
  expect(rds.clusters.get('risk-prod')?.TagList).toContainEqual({ Key: 'backup', Value: 'none' });
  expect(rds.countCalls('DeleteDBCluster')).toBe(0);
  Object.assign(ssm, { send: put });
});

test('stopped at any call and repeated, it ends in the same state', async () => {
  await move(RESTORED);
  const expected = { parameters: { ...parameters }, secret: { ...secret }, alarms: [...alarms.keys()] };
  const calls = [...new Set(rds.calls.map(({ name }) => name))];
  expect(calls.length).toBeGreaterThan(3);
  for (const call of calls) {
    rds = new InMemoryRds(NOW);
    rds.addCluster(RESTORED, { Status: 'available', HttpEndpointEnabled: true, DeletionProtection: false });
    parameters = { 'serving-cluster-arn': SERVING_ARN };
    rds.failNext = call;
    await expect(move(RESTORED)).rejects.toThrow('the call was lost');
    await move(RESTORED);
    expect({ parameters, secret, alarms: [...alarms.keys()] }).toEqual(expected);
    expect(rds.clusters.get('risk-prod')?.HttpEndpointEnabled).toBe(false);
    expect(rds.clusters.get(RESTORED)?.DeletionProtection).toBe(true);
  }
});

test('the way back opens the closed cluster first, and removes the copies of alarms', async () => {
  await move(RESTORED);
  expect(await check('risk-prod')).toMatchObject({ state_at: NOW.toISOString() });
  expect(await move('risk-prod')).toEqual({ is_ready: false });
  expect(parameters['serving-cluster-arn']).toContain(RESTORED);
  expect(await move('risk-prod')).toEqual({ is_ready: true });
  expect(parameters['serving-cluster-arn']).toBe(SERVING_ARN);
  expect([...alarms.keys()]).toEqual(['risk-prod-database-capacity', 'risk-prod-etl-late']);
  expect(rds.clusters.get(RESTORED)?.HttpEndpointEnabled).toBe(false);
});

test.each([
  ['checks that failed', { passed: false }, RESTORED, 'ChecksNotPassed'],
  ['checks that were never made', { passed: undefined }, RESTORED, 'ChecksNotPassed'],
  ['a workflow that writes', { passed: true, writer: 'risk-prod-daily-etl:1' }, RESTORED, 'WorkflowRuns'],
  ['a cluster of another environment', { passed: true }, 'risk-dev', 'UnknownCluster'],
  ['a cluster that does not exist', { passed: true }, 'risk-prod-20200101t000000', 'UnknownCluster'],
])('refuses %s', async (_, given: { passed: boolean | undefined; writer?: string }, cluster, name) => {
  ({ passed, writer } = { writer: undefined, ...given });
  await expect(check(cluster)).rejects.toMatchObject({ name });
  expect(rds.calls.every(({ name: call }) => call.startsWith('Describe'))).toBe(true);
});

test('a cluster whose instances are being deleted, as by an abandonment, never serves', async () => {
  rds.addInstance(`${RESTORED}-1`, RESTORED, 'deleting');
  await expect(check(RESTORED)).rejects.toMatchObject({ name: 'UnknownCluster' });
});

test('the cluster of a drill never serves', async () => {
  rds.addCluster('risk-prod-drill-1', { Status: 'available', TagList: [{ Key: 'recovery', Value: 'drill' }] });
  await expect(check('risk-prod-drill-1')).rejects.toMatchObject({ name: 'UnknownCluster' });
});
