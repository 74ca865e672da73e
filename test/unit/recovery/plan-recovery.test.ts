/** Which times, snapshots and half-finished recoveries a recovery refuses, and that it changes nothing then. */
import '../../../testing/silence-logs.ts';
import { beforeEach, expect, test } from '@jest/globals';
import { planRecovery } from '../../../lambdas/recovery/cluster/plan-recovery.ts';
import { RecoveryRefused } from '../../../lambdas/recovery/contract/errors.ts';
import { InMemoryRds } from '../../../testing/recovery/in-memory-rds.ts';
import { NOW, SERVING_ARN } from '../../../testing/recovery/recovery-steps.ts';

let rds: InMemoryRds;
beforeEach(() => {
  rds = new InMemoryRds(NOW);
});

type Request = Parameters<typeof planRecovery>[1];
const plan = (request: Request, earlier?: string) =>
  planRecovery(
    { rds, prefix: 'risk-prod', servingArn: SERVING_ARN, now: NOW, findEarlierExecution: async () => earlier },
    request,
  );
const recover = (to: string) => plan({ action: 'recover', to });

test('a recovery is named by the second of its state, and keeps the prefix of all grants', async () => {
  const { plan: planned, remove } = await recover('2026-11-28T05:00:00.900+01:00');
  expect(remove).toEqual([]);
  expect(planned).toEqual({
    ...{ kind: 'recovery', cluster: 'risk-prod-20261128t040000', source: 'risk-prod', source_arn: SERVING_ARN },
    cluster_arn: `${SERVING_ARN}-20261128t040000`,
    ...{ state_at: '2026-11-28T04:00:00.000Z', snapshot: null },
  });
});

test('a drill restores the latest state into a cluster of its own name', async () => {
  const { plan: planned } = await plan({ action: 'drill' });
  expect(planned).toMatchObject({ kind: 'drill', cluster: 'risk-prod-drill-20261129t115500' });
});

test.each([
  ['yesterday', 'InvalidRestoreTime', 'is not an ISO time with its zone'],
  ['2026-11-28T04:00:00', 'InvalidRestoreTime', 'is not an ISO time with its zone'],
  ['2026-11-29T12:00:01Z', 'RestoreTimeInFuture', '2026-11-29T12:00:01Z is in the future'],
  ['2026-10-01T00:00:00Z', 'RestoreTimeTooEarly', 'is before 2026-10-25T12:00:00Z'],
  ['2026-11-29T11:59:00Z', 'RestoreTimeTooLate', 'is after 2026-11-29T11:55:00Z'],
])('refuses %s as %s in one line, and changes nothing', async (to, name, message) => {
  const error = await recover(to).catch((refusal: Error) => refusal);
  expect(error).toBeInstanceOf(RecoveryRefused);
  expect(error).toMatchObject({ name, message: expect.stringContaining(message) });
  expect((error as Error).message).not.toContain('\n');
  expect(rds.calls.filter(({ name: call }) => !call.startsWith('Describe'))).toEqual([]);
});

test('refuses a cluster without a backup, and a serving cluster that is gone', async () => {
  rds.addCluster('risk-prod', { Status: 'available' });
  await expect(recover('2026-11-28T04:00:00Z')).rejects.toMatchObject({ name: 'BackupMissing' });
  rds.clusters.clear();
  for (const request of [{ action: 'drill' }, { action: 'recover', snapshot: 'awsbackup:job-1' }] as const) {
    await expect(plan(request)).rejects.toMatchObject({ name: 'ServingClusterGone' });
  }
});

test('a snapshot gives the time; a missing one is refused', async () => {
  rds.snapshots.push({
    DBClusterSnapshotIdentifier: 'awsbackup:job-1',
    SnapshotCreateTime: new Date('2026-09-01T06:31:02.5Z'),
  });
  const { plan: planned } = await plan({ action: 'recover', snapshot: 'awsbackup:job-1' });
  expect(planned).toMatchObject({ cluster: 'risk-prod-20260901t063102', snapshot: 'awsbackup:job-1' });
  await expect(plan({ action: 'recover', snapshot: 'other' })).rejects.toMatchObject({ name: 'SnapshotMissing' });
});

const tagged = (tag: string) => ({ Status: 'available', TagList: [{ Key: 'recovery', Value: tag }] });

test('a half-finished recovery to another time is refused by name; one to the same time goes on', async () => {
  rds.addCluster('risk-prod-20261127t000000', tagged('restored'));
  await expect(recover('2026-11-28T04:00:00Z')).rejects.toMatchObject({
    name: 'RecoveryHalfFinished',
    message: expect.stringContaining('risk-prod-20261127t000000'),
  });
  expect((await recover('2026-11-27T00:00:00Z')).plan?.cluster).toBe('risk-prod-20261127t000000');
});

test('a cluster that serves or has served is never taken for a half-finished one', async () => {
  rds.addCluster('risk-prod-20261127t000000', tagged('replaced'));
  expect((await recover('2026-11-28T04:00:00Z')).plan).not.toBeNull();
  await expect(recover('2026-11-27T00:00:00Z')).rejects.toMatchObject({ name: 'ClusterNameTaken' });
});

test('a drill removes what a stopped drill left, and abandoning what a recovery left', async () => {
  rds.addCluster('risk-prod-drill-20261102t080000', tagged('drill'));
  rds.addCluster('risk-prod-20261127t000000', tagged('restored'));
  rds.addCluster('risk-prod-20261126t000000', tagged('serving'));
  expect((await plan({ action: 'drill' })).remove).toEqual(['risk-prod-drill-20261102t080000']);
  expect(await plan({ action: 'abandon' })).toEqual({ plan: null, remove: ['risk-prod-20261127t000000'] });
});

test('waits for another recovery', async () => {
  await expect(plan({ action: 'drill' }, 'arn:earlier')).rejects.toMatchObject({ name: 'AnotherRecoveryRuns' });
});
