/**
 * After an approval, and every quarter of an hour: applies approved roles to the user pool and looks for differences between
 * the two. On request of an operator it first takes over the roles that people have, while none is stored.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { openUserPool } from '../shared/people/user-pool.ts';
import { applyApprovedRoles } from './roles/apply-roles.ts';
import { takeOverRoles } from './roles/take-over-roles.ts';
import { watchRoles } from './roles/watch-roles.ts';

/** The schedule's event has other fields. */
const Input = z.looseObject({
  take_over: z.strictObject({ by: z.string().min(1).max(300), why: z.string().trim().min(1).max(1000) }).optional(),
});

export const handler = createRiskHandler(
  { name: 'governance/apply-roles', input: Input },
  async ({ take_over }, { metrics }) => {
    const dependencies = { database: getDatabase(), pool: openUserPool() };
    const takeover = take_over && (await takeOverRoles(dependencies, take_over));
    const { applied, failed } = await applyApprovedRoles(dependencies);
    const { people, drift } = await watchRoles(dependencies);
    metrics.addMetric('AppliedRoleRequests', MetricUnit.Count, applied);
    metrics.addMetric('FailedRoleRequests', MetricUnit.Count, failed);
    metrics.addMetric('RoleDrifts', MetricUnit.Count, drift.length);
    return { takeover, applied, failed, people, drift };
  },
);
