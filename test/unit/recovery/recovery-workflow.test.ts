/** The recovery workflow from its file: drill, recovery, and stops at every call of RDS, on an in-memory RDS. */
import '../../../testing/silence-logs.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryRds } from '../../../testing/recovery/in-memory-rds.ts';
import { createRecoverySteps, NOW, type RecoverySteps } from '../../../testing/recovery/recovery-steps.ts';
import { executeStateMachine, readDefinition } from '../../../testing/workflows/execute-state-machine.ts';

const definition = readDefinition('recovery');
let rds: InMemoryRds;
let steps: RecoverySteps;
beforeEach(() => {
  rds = new InMemoryRds(NOW);
  steps = createRecoverySteps(rds);
});

const run = (input: object) => executeStateMachine(definition, input, steps.tasks);
const RECOVERY = { action: 'recover', to: '2026-11-28T04:00:00Z' };
const RESTORED = 'risk-prod-20261128t040000';

describe('drill', () => {
  test('restores, checks, records the seconds of each step, and deletes its cluster', async () => {
    const { status, output } = await run({ action: 'drill' });
    expect({ status, output }).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'passed' } });
    expect([...rds.clusters.keys()]).toEqual(['risk-prod']);
    expect([...rds.instances.keys()]).toEqual(['risk-prod-writer', 'risk-prod-reader']);
    expect(steps.documents.get('recovery/newest-drill.json')).toMatchObject({
      ...{ kind: 'drill', passed: true, cluster: 'risk-prod-drill-20261129t115500' },
      checks: [{ name: 'runs' }, { name: 'replay' }, { name: 'audit trail' }],
    });
    const { seconds_by_step } = steps.documents.get('recovery/newest-drill.json') as { seconds_by_step: object };
    expect(Object.keys(seconds_by_step)).toEqual([
      ...['restore', 'instances', 'connect', 'migrate', 'erase', 'check', 'replay', 'audit'],
    ]);
    expect(rds.countCalls('CreateDBInstance')).toBe(1);
  });

  test('a failed check fails it by name, and its cluster is deleted all the same', async () => {
    steps.checks = [{ name: 'newest publication', passed: false, detail: 'none' }];
    const { status, error, cause } = await run({ action: 'drill' });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'DrillChecksFailed' });
    expect(cause).toContain('newest publication (none)');
    expect([...rds.clusters.keys()]).toEqual(['risk-prod']);
    expect([...steps.documents.keys()]).toEqual(['recovery/drill/risk-prod-drill-20261129t115500.json']);
  });

  test('a step that fails is recorded with its error, and the cluster is deleted', async () => {
    steps.tasks.MigrateRestored = () =>
      Promise.reject(Object.assign(new Error('statement 1 failed'), { name: 'MigrationFailed' }));
    const { error, cause } = await run({ action: 'drill' });
    expect({ error, cause }).toEqual({ error: 'RecoveryFailed', cause: 'MigrationFailed: statement 1 failed' });
    expect([...rds.clusters.keys()]).toEqual(['risk-prod']);
    expect([...steps.documents.values()]).toMatchObject([
      { passed: false, error: 'MigrationFailed: statement 1 failed' },
    ]);
  });

  test('first removes the cluster that a stopped drill left', async () => {
    rds.addCluster('risk-prod-drill-20261102t080000', {
      Status: 'available',
      TagList: [{ Key: 'recovery', Value: 'drill' }],
    });
    expect((await run({ action: 'drill' })).status).toBe('SUCCEEDED');
    expect([...rds.clusters.keys()]).toEqual(['risk-prod']);
  });

  test('one that is refused fails, so that somebody hears of it', async () => {
    steps.earlier = 'arn:another';
    const { status, error } = await run({ action: 'drill' });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'DrillRefused' });
  });
});

describe('recovery', () => {
  test('makes a cluster like its source, with roles and Data API, that stays and does not serve', async () => {
    const { output } = await run(RECOVERY);
    expect(output).toMatchObject({ outcome: 'ready', record: { cluster: RESTORED, passed: true } });
    expect(rds.clusters.get(RESTORED)).toMatchObject({
      HttpEndpointEnabled: true,
      DeletionProtection: false,
      DBSubnetGroup: 'risk-prod-database-subnets',
      AssociatedRoles: [{ FeatureName: 's3Import' }, { FeatureName: 's3Export' }],
    });
    const restore = rds.calls.find(({ name }) => name === 'RestoreDBClusterToPointInTime');
    expect(restore?.input).toMatchObject({
      ...{
        RestoreToTime: new Date('2026-11-28T04:00:00Z'),
        DBClusterParameterGroupName: 'risk-prod-database-parameters',
      },
      ...{
        KmsKeyId: expect.stringContaining('key/1'),
        EnableIAMDatabaseAuthentication: true,
        BackupRetentionPeriod: 35,
      },
      ...{ ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 32 }, VpcSecurityGroupIds: ['sg-1'] },
      EnableCloudwatchLogsExports: ['postgresql'],
    });
    expect(rds.countCalls('CreateDBInstance')).toBe(2);
  });

  test('a snapshot is restored with the days of backups of its source', async () => {
    rds.snapshots.push({ DBClusterSnapshotIdentifier: 'awsbackup:job-1', SnapshotCreateTime: new Date('2026-09-01') });
    await run({ action: 'recover', snapshot: 'awsbackup:job-1' });
    const restore = rds.calls.find(({ name }) => name === 'RestoreDBClusterFromSnapshot');
    expect(restore?.input).toMatchObject({ SnapshotIdentifier: 'awsbackup:job-1', BackupRetentionPeriod: 35 });
  });

  test('a refusal is a normal end', async () => {
    const { status, output } = await run({ action: 'recover', to: '2030-01-01T00:00:00Z' });
    expect({ status, output }).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'refused', error: 'RestoreTimeInFuture' },
    });
    expect([...rds.clusters.keys()]).toEqual(['risk-prod']);
  });

  test('failed checks are told, and the cluster stays for a look at it', async () => {
    steps.checks = [{ name: 'published rows', passed: false, detail: '0 of 30000' }];
    const { output } = await run(RECOVERY);
    expect(output).toMatchObject({ outcome: 'checks_failed' });
    expect([...rds.clusters.keys()]).toEqual(['risk-prod', RESTORED]);
  });

  test('stopped at any state and started again, it ends with one cluster of two instances', async () => {
    const { path } = await run(RECOVERY);
    for (let stop = 1; stop < path.length; stop += 1) {
      rds = new InMemoryRds(NOW);
      steps = createRecoverySteps(rds);
      const controller = new AbortController();
      let entered = 0;
      const onState = () => {
        entered += 1;
        if (entered === stop) controller.abort();
      };
      await executeStateMachine(definition, RECOVERY, steps.tasks, { onState, signal: controller.signal });
      const { output } = await run(RECOVERY);
      expect([path[stop - 1], output.outcome, [...rds.clusters.keys()]]).toEqual([
        ...[path[stop - 1], 'ready', ['risk-prod', RESTORED]],
      ]);
      expect([...rds.instances.keys()].filter((id) => id.startsWith(RESTORED))).toHaveLength(2);
      expect([rds.countCalls('RestoreDBClusterToPointInTime'), rds.countCalls('AddRoleToDBCluster')]).toEqual([1, 2]);
    }
  });

  test('abandoning removes what was restored, and nothing else', async () => {
    await run(RECOVERY);
    const { output } = await run({ action: 'abandon' });
    expect(output).toEqual({ outcome: 'abandoned', clusters: [RESTORED] });
    expect([...rds.clusters.keys()]).toEqual(['risk-prod']);
    expect((await run({ action: 'abandon' })).output).toEqual({ outcome: 'nothing_to_remove' });
  });
});

test('the way back opens the closed cluster, then migrates it and repeats erasures, then makes it serve', async () => {
  Object.assign(rds.clusters.get('risk-prod') ?? {}, { HttpEndpointEnabled: false });
  const { output, path } = await run({ action: 'repoint', cluster: 'risk-prod' });
  expect(output).toEqual({ outcome: 'repointed', cluster: 'risk-prod' });
  expect(path.filter((state) => !/^(Begin|Is|WaitFor)/.test(state))).toEqual([
    ...['CheckRepoint', 'CheckRepoint', 'MigrateBeforeRepoint', 'RepeatErasuresBeforeRepoint', 'Repoint', 'Repointed'],
  ]);
});
