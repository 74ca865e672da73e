/** First step of monitoring: brings the figures of the dashboards up to what is stored. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { listPolicies } from '../shared/decision/policies.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { recordImportances } from './refresh/record-importances.ts';
import { refreshReporting } from './refresh/refresh-reporting.ts';

export const handler = createRiskHandler(
  { name: 'reporting/refresh-reporting', input: z.looseObject({}) },
  async (_, { logger }) => {
    const importances = await recordImportances(getDatabase(), getObjectStore(), requireEnv('MODEL_BUCKET'));
    const refresh = await refreshReporting(getDatabase(), { highRiskBands: highRiskBands() });
    logger.info('refreshed', { ...refresh, importances });
    return refresh;
  },
);

/** By policy version: the bands that begin at its cut-off for a decline or above. */
function highRiskBands(): Record<string, string[]> {
  return Object.fromEntries(
    listPolicies().map(({ version, bands, decisions }) => [
      version,
      bands.filter((_, i) => (bands[i - 1]?.below_pd ?? 0) >= decisions.decline_from_pd).map(({ name }) => name),
    ]),
  );
}
