/** The local RDS restores PostgreSQL to a second, and what it restores is reached as the deployed cluster is. */
import {
  AddRoleToDBClusterCommand,
  AddTagsToResourceCommand,
  DeleteDBClusterCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstancesCommand,
  DisableHttpEndpointCommand,
  ModifyDBClusterCommand,
  RestoreDBClusterFromSnapshotCommand,
} from '@aws-sdk/client-rds';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withStateDatabase } from '../../../../cli/environment/state-database.ts';
import { findServingDatabase, readServingCluster } from '../../../../cli/local/clusters/serving-cluster.ts';
import { buildSdkConfiguration } from '../../../../cli/local/settings/local-settings.ts';
import { SERVING_CLUSTER } from '../../../../lambdas/shared/serving-cluster.ts';
import { until } from '../harness.ts';
import { SOURCE } from './database-stack.ts';
import { LocalRds } from './local-rds.ts';
import { REFUSED_RESTORES } from './refused-restores.ts';

const SECOND = 1000;
const COUNT_LOANS = 'select count(*)::int as rows from core.loans';

let local: LocalRds;
/** The last second in which the loans were there. */
let beforeDrop: Date;

const refusal = (name: string) => ({ cause: expect.objectContaining({ name }) });
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, SECOND));

beforeAll(async () => {
  local = await LocalRds.start();
  await local.waitForBackup();
  await local.query(
    `create schema core; create table core.loans as select n from generate_series(1, 1000) n;
     grant usage on schema core to risk_master; grant select on core.loans to risk_master`,
  );
  await nextSecond();
  beforeDrop = new Date();
  await nextSecond();
  await local.query('drop schema core cascade');
});

afterAll(() => local?.stop());

test('the deployed cluster is described with what a restore gives to the new one', async () => {
  expect(await local.describe()).toMatchObject({
    Status: 'available',
    DBSubnetGroup: 'subnets',
    DBClusterParameterGroup: 'parameters',
    KmsKeyId: 'key-1',
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }],
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 1 },
    EnabledCloudwatchLogsExports: ['postgresql'],
    AssociatedRoles: [{ FeatureName: 's3Import', RoleArn: 'arn:aws:iam::000000000000:role/import' }],
    TagList: [{ Key: 'system', Value: 'financial-risk' }],
    EarliestRestorableTime: expect.any(Date),
    LatestRestorableTime: expect.any(Date),
  });
});

describe('a restore to the second before a schema was dropped', () => {
  const ID = 'risk-local-restored';

  beforeAll(() => local.restore(ID, beforeDrop));

  test('brings back its rows, and leaves the source as it is', async () => {
    expect(await local.connect(ID).query(COUNT_LOANS)).toEqual([{ rows: 1000 }]);
    await expect(local.connect().query(COUNT_LOANS)).rejects.toThrow(/does not exist/);
  });

  test('has a backup of its own, from which it is restored again', async () => {
    await local.waitForBackup(ID);
    await local.query('create table core.payments as select 1 as n', ID);
    await nextSecond();
    const beforeDelete = new Date();
    await nextSecond();
    await local.query('delete from core.loans', ID);
    await local.restore('restored-twice', beforeDelete, { SourceDBClusterIdentifier: ID });
    expect(await local.query(COUNT_LOANS, 'restored-twice')).toEqual([{ rows: 1000 }]);
    expect(await local.query('select n from core.payments', 'restored-twice')).toEqual([{ n: 1 }]);
    await local.query('insert into core.loans select n from generate_series(1, 1000) n', ID);
  });

  test('survives a restart of the local cloud', async () => {
    await local.stopServices();
    await local.startServices();
    expect(await local.connect(ID).query(COUNT_LOANS)).toEqual([{ rows: 1000 }]);
    expect((await local.describe(ID))?.DBClusterMembers).toHaveLength(1);
  });

  test('takes a new password of the master user', async () => {
    const change = { DBClusterIdentifier: ID, MasterUserPassword: 'another-password', DeletionProtection: true };
    await local.rds.send(new ModifyDBClusterCommand(change));
    await local.stopServices(); // closes the connections that were opened with the old one
    await local.startServices();
    await expect(local.connect(ID).query('select 1')).rejects.toThrow(/password authentication failed/);
    const protectedCluster = new DeleteDBClusterCommand({ DBClusterIdentifier: ID, SkipFinalSnapshot: true });
    await expect(local.rds.send(protectedCluster)).rejects.toThrow(/deletion protection/);
  });

  test('is deleted once its instance is, with its folder', async () => {
    await expect(
      local.rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier: 'restored-twice', SkipFinalSnapshot: true })),
    ).rejects.toThrow(/still contains DB instances/);
    await local.remove('restored-twice');
    await expect(local.describe('restored-twice')).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' });
    await expect(local.connect('restored-twice').query('select 1')).rejects.toMatchObject(refusal('NotFoundException'));
    expect(local.listFolders()).toEqual([ID]);
  });
});

test('a restored cluster imports from S3 once it has the role', async () => {
  const ID = 'risk-local-restored';
  const readObject = () =>
    local.query(`select aws_s3.table_import_from_s3('core.payments', '', '', 'bucket', 'unknown', 'eu-west-1')`, ID);
  await local.query('create extension if not exists aws_s3 cascade', ID);
  await expect(readObject()).rejects.toThrow(/403/);
  const role = { RoleArn: 'arn:aws:iam::000000000000:role/import', FeatureName: 's3Import' };
  await local.rds.send(new AddRoleToDBClusterCommand({ DBClusterIdentifier: ID, ...role }));
  await expect(readObject()).rejects.toThrow(/404/); // the role is there, the object is not
  expect(await local.describe(ID)).toMatchObject({ AssociatedRoles: [{ ...role, Status: 'ACTIVE' }] });
});

test('a snapshot is restored as it was when it was taken', async () => {
  const ID = 'from-snapshot';
  const list = new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: SOURCE });
  const [snapshot] = (await local.rds.send(list)).DBClusterSnapshots ?? [];
  expect(snapshot).toMatchObject({ Status: 'available', SnapshotType: 'automated', Engine: 'aurora-postgresql' });
  const { DBClusterSnapshotIdentifier: SnapshotIdentifier, Engine } = snapshot ?? {};
  const restore = { DBClusterIdentifier: ID, Engine };
  await local.rds.send(new RestoreDBClusterFromSnapshotCommand({ ...restore, SnapshotIdentifier }));
  expect(await local.waitUntilAvailable(ID)).toMatchObject({ Status: 'available' });
  expect(await local.query(`select to_regclass('core.loans') as loans`, ID)).toEqual([{ loans: null }]);
  await local.remove(ID);
  await expect(
    local.rds.send(new RestoreDBClusterFromSnapshotCommand({ ...restore, SnapshotIdentifier: 'rds:unknown' })),
  ).rejects.toMatchObject({ name: 'DBClusterSnapshotNotFoundFault' });
});

describe('the Data API refuses a restored cluster', () => {
  const ID = 'not-ready';

  beforeAll(async () => {
    await local.beginRestore(ID, { RestoreToTime: beforeDrop });
    await local.waitUntilAvailable(ID);
  });

  test('until its HTTP endpoint is enabled, and until it has an instance', async () => {
    await expect(local.connect(ID).query('select 1')).rejects.toMatchObject(refusal('HttpEndpointNotEnabledException'));
    await local.enableHttpEndpoint(ID);
    await expect(local.connect(ID).query('select 1')).rejects.toMatchObject(refusal('DatabaseNotFoundException'));
    await local.createInstance(ID);
    expect(await local.connect(ID).query(COUNT_LOANS)).toEqual([{ rows: 1000 }]);
    const { DBInstances } = await local.rds.send(
      new DescribeDBInstancesCommand({ Filters: [{ Name: 'db-cluster-id', Values: [ID] }] }),
    );
    expect(DBInstances).toMatchObject([{ DBInstanceIdentifier: `${ID}-1`, DBInstanceStatus: 'available' }]);
    await local.remove(ID);
  });
});

describe('refuses, and changes nothing:', () => {
  test.each(REFUSED_RESTORES)('%s', async (_, input, name, message) => {
    const before = local.listFolders();
    await expect(local.beginRestore('refused', input)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    expect(local.listFolders()).toEqual(before);
    await expect(local.describe('refused')).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' });
  });
});

describe('a half-finished restore', () => {
  test('goes on at the next start', async () => {
    await local.beginRestore('interrupted', { RestoreToTime: beforeDrop });
    await local.stopServices();
    await local.startServices();
    expect(await local.waitUntilAvailable('interrupted')).toMatchObject({ Status: 'available' });
    expect(await local.query(COUNT_LOANS, 'interrupted')).toEqual([{ rows: 1000 }]);
    await local.remove('interrupted');
  });

  test('that cannot end is deleted and repeated', async () => {
    const restoreSegments = await local.hideSegments();
    await local.beginRestore('broken', { UseLatestRestorableTime: true });
    expect(await local.waitUntilAvailable('broken')).toMatchObject({ Status: 'incompatible-restore' });
    await local.remove('broken');
    await restoreSegments();
    await local.restore('broken', beforeDrop);
    expect(await local.query(COUNT_LOANS, 'broken')).toEqual([{ rows: 1000 }]);
  });
});

test('a deployed cluster without its HTTP endpoint is refused, also after a restart', async () => {
  const ResourceArn = (await local.describe())?.DBClusterArn;
  await local.rds.send(new DisableHttpEndpointCommand({ ResourceArn }));
  const Tags = [{ Key: 'state', Value: 'replaced' }];
  await local.rds.send(new AddTagsToResourceCommand({ ResourceName: ResourceArn, Tags }));
  await local.stopServices();
  await local.startServices();
  await expect(local.connect().query('select 1')).rejects.toMatchObject(refusal('HttpEndpointNotEnabledException'));
  expect(await local.describe()).toMatchObject({
    HttpEndpointEnabled: false,
    TagList: [{ Key: 'system', Value: 'financial-risk' }, ...Tags],
  });
  await local.enableHttpEndpoint(SOURCE);
  expect(await local.connect().query('select 1 as n')).toEqual([{ n: 1 }]);
});

test('an archive that fails is visible', async () => {
  const unlock = await local.lockArchive();
  const [failure] = await until(
    async () => {
      await local.query('create table if not exists t (n int); insert into t values (1); select pg_switch_wal()');
      return local.readArchiveFailures();
    },
    (failures) => failures.length > 0,
  );
  expect(failure).toEqual({ segment: expect.any(String), failed_at: expect.any(String) });
  await unlock();
  await until(
    () => local.readArchiveFailures(),
    (failures) => failures.length === 0,
  );
});

describe('the cluster that programs read directly', () => {
  const read = () => readServingCluster(local.settings);

  test('is the deployed one until a parameter names another, also after a crash', async () => {
    expect(await read()).toBe(SOURCE);
    const Value = 'arn:aws:rds:eu-west-1:000000000000:cluster:risk-local-restored';
    const ssm = new SSMClient(buildSdkConfiguration(local.settings));
    await ssm.send(new PutParameterCommand({ Name: `/risk/local/database/${SERVING_CLUSTER}`, Value, Type: 'String' }));
    ssm.destroy();
    expect(await read()).toBe('risk-local-restored');
    expect(await findServingDatabase(local.settings)).toBe(local.clusters.findServer('risk-local-restored')?.url);
    await local.killAws();
    expect(await read()).toBe('risk-local-restored');
    await withStateDatabase(local.settings, async (database) => {
      expect((await database.query(COUNT_LOANS)).rows).toEqual([{ rows: 1000 }]);
    });
  });
});
