/** Measures whether drills happen, and whether a cluster was left behind. */
import type { RDSClient } from '@aws-sdk/client-rds';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { listClusters, readRecoveryTag } from '../cluster/describe-clusters.ts';
import { RECOVERY_TAGS } from '../contract/recovery.ts';
import { readNewestDrill } from './read-record.ts';

/** A drill takes an hour at most, and an unfinished recovery should not be forgotten over a weekend. */
const LEFT_AFTER_HOURS: Record<string, number> = { [RECOVERY_TAGS.drill]: 6, [RECOVERY_TAGS.restored]: 72 };

export interface RecoveryWatch {
  /** Days since the newest drill that passed; null before the first. */
  days_since_drill: number | null;
  is_overdue: boolean;
  /** Clusters of drills and unfinished recoveries that should be gone; each costs as long as it exists. */
  left_behind: string[];
}

export interface WatchDependencies {
  rds: RDSClient;
  store: ObjectStore;
  bucket: string;
  /** `risk-<env>`. */
  prefix: string;
  overdueDays: number;
}

/** A system that has never had a drill is overdue from its first day: nobody knows yet whether it comes back. */
export async function watchRecovery(dependencies: WatchDependencies, now: Date): Promise<RecoveryWatch> {
  const { rds, store, bucket, prefix, overdueDays } = dependencies;
  const newest = await readNewestDrill(store, bucket);
  const days = newest ? (now.getTime() - Date.parse(newest.ended_at)) / 86_400_000 : null;
  const clusters = await listClusters(rds, `${prefix}-`);
  const left = clusters.filter((cluster) => {
    const hours = LEFT_AFTER_HOURS[readRecoveryTag(cluster) ?? ''];
    const age = now.getTime() - (cluster.ClusterCreateTime?.getTime() ?? now.getTime());
    return hours !== undefined && age > hours * 3_600_000;
  });
  return {
    days_since_drill: days,
    is_overdue: days === null || days > overdueDays,
    left_behind: left.map(({ DBClusterIdentifier = '' }) => DBClusterIdentifier),
  };
}
