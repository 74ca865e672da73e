/** Finds the restored cluster that a call is to change. */
import type { ClusterRecord } from '../clusters/cluster-record.ts';
import type { Clusters } from '../clusters/clusters.ts';
import type { Descriptions } from './descriptions.ts';
import { RdsException } from './query-protocol.ts';

/**
 * Finds a cluster by its name or ARN.
 * @throws {RdsException} when there is none, it is the deployed one, or it is not available
 */
export async function requireRestoredCluster(
  clusters: Clusters,
  descriptions: Descriptions,
  idOrArn: string,
  { whole = true } = {},
): Promise<ClusterRecord> {
  const { DBClusterIdentifier: id = '' } = await descriptions.describeCluster(idOrArn);
  const record = clusters.findRecord(id);
  const refuse = (reason: string) => new RdsException('InvalidDBClusterStateFault', `DB cluster ${id} ${reason}.`);
  if (!record) throw refuse('is the deployed one, which only CloudFormation changes on the local cloud');
  const isReady = record.status === 'available' || (!whole && record.status === 'incompatible-restore');
  if (!isReady) throw refuse(`is ${record.status}`);
  return record;
}
