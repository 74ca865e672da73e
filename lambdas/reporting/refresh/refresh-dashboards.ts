/** Refreshes everything that dashboards read: the importances of new models, and the aggregates. */
import type { Database } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { getDefaultCutOffs } from '../../shared/decision/score.ts';
import type { Telemetry } from '../../shared/handler.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { readApprovedPolicies } from '../../shared/serving/read-serving.ts';
import { recordImportances } from './record-importances.ts';
import { type RefreshResult, refreshReporting } from './refresh-reporting.ts';

export interface RefreshDashboardsDependencies {
  database: Database;
  store: ObjectStore;
  modelBucket: string;
  logger: Telemetry['logger'];
}

export async function refreshDashboards({
  database,
  store,
  modelBucket,
  logger,
}: RefreshDashboardsDependencies): Promise<RefreshResult> {
  const importances = await recordImportances(database, store, modelBucket);
  const policies = await readApprovedPolicies(database);
  const highRiskBands = Object.fromEntries(policies.map((policy) => [policy.version, listDeclinedBands(policy)]));
  const result = await refreshReporting(database, { highRiskBands });
  logger.info('refreshed', { ...result, importances });
  return result;
}

/** The bands that begin at the default cut-off for a decline or above. */
function listDeclinedBands(policy: Policy): string[] {
  const { bands } = policy;
  const { decline_from_pd } = getDefaultCutOffs(policy);
  return bands.filter((_, i) => (bands[i - 1]?.below_pd ?? 0) >= decline_from_pd).map(({ name }) => name);
}
