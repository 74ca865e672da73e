/** The tasks of the recovery workflow on an in-memory RDS, with databases that only say whether their checks pass. */
import { parseClusterName } from '../../lambdas/recovery/cluster/describe-clusters.ts';
import { planRecovery } from '../../lambdas/recovery/cluster/plan-recovery.ts';
import { removeClusters } from '../../lambdas/recovery/cluster/remove-clusters.ts';
import { ensureCluster, ensureConnections, ensureInstances } from '../../lambdas/recovery/cluster/restore-cluster.ts';
import type { RecoveryCheck } from '../../lambdas/recovery/contract/recovery.ts';
import { writeRecord } from '../../lambdas/recovery/records/write-record.ts';
import { openCluster } from '../../lambdas/recovery/repoint/repoint.ts';
import { reportRefusal } from '../../lambdas/recovery/report-refusal.ts';
import type { ObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import type { Tasks } from '../workflows/execute-state-machine.ts';
import type { InMemoryRds } from './in-memory-rds.ts';

export const SERVING_ARN = 'arn:aws:rds:eu-central-1:123456789012:cluster:risk-prod';
export const NOW = new Date('2026-11-29T12:00:00.000Z');

export interface RecoverySteps {
  tasks: Tasks;
  /** Documents in the report bucket, by key. */
  documents: Map<string, unknown>;
  /** Replace one to change what the checks find. */
  checks: RecoveryCheck[];
  /** An execution that began earlier. */
  earlier: string | undefined;
}

/** @param rds holds the clusters of `risk-prod` */
export function createRecoverySteps(rds: InMemoryRds): RecoverySteps {
  const documents = new Map<string, unknown>();
  const store = {
    putJson: async (_: string, key: string, value: unknown) => {
      documents.set(key, value);
      return { etag: '' };
    },
  } as Partial<ObjectStore> as ObjectStore;
  const restore = { cluster: ensureCluster, instances: ensureInstances, connections: ensureConnections };
  const steps: RecoverySteps = {
    documents,
    checks: [{ name: 'runs', passed: true, detail: '3 rows, 3 in the source' }],
    earlier: undefined,
    tasks: {},
  };
  steps.tasks = {
    PlanRecovery: (request) =>
      reportRefusal(() =>
        planRecovery(
          {
            rds,
            prefix: 'risk-prod',
            servingArn: SERVING_ARN,
            now: NOW,
            findEarlierExecution: async () => steps.earlier,
          },
          request,
        ),
      ),
    RestoreCluster: ({ plan, step }: { plan: never; step: keyof typeof restore }) => restore[step](rds, plan),
    MigrateRestored: ({ cluster_arn }) => {
      requireOpen(rds, cluster_arn);
      return { applied: [] };
    },
    RepeatErasures: ({ cluster_arn }) => {
      requireOpen(rds, cluster_arn);
      return { repeated: 0 };
    },
    CheckDatabase: () => ({ checks: steps.checks }),
    ReplayPredictions: () => ({ checks: [{ name: 'replay', passed: true, detail: '100 predictions' }] }),
    CheckAuditTrail: () => ({ checks: [{ name: 'audit trail', passed: true, detail: '3 entries' }] }),
    RecordRecovery: (outcome) => writeRecord(store, 'reports', outcome),
    RemoveClusters: ({ clusters }) => removeClusters(rds, clusters),
    Repoint: async ({ cluster, step }) => {
      const arn = `${SERVING_ARN.replace(/[^:]+$/, '')}${cluster}`;
      if (step === 'check') return { ...{ cluster_arn: arn, state_at: NOW }, is_open: await openCluster(rds, cluster) };
      requireOpen(rds, arn);
      return { is_ready: true };
    },
  };
  return steps;
}

/** The Data API refuses every statement on a cluster that does not have it on. */
function requireOpen(rds: InMemoryRds, clusterArn: string): void {
  if (rds.clusters.get(parseClusterName(clusterArn))?.HttpEndpointEnabled) return;
  throw Object.assign(new Error(clusterArn), { name: 'HttpEndpointNotEnabledException' });
}
