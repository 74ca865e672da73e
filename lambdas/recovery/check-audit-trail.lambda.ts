/** Step of a recovery that verifies the audit trail against the restored database. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { checkAuditTrail } from './checks/check-audit-trail.ts';
import { RecoveryPlan } from './contract/recovery.ts';

const LockMode = z.enum(['governance', 'compliance']);

export const handler = createRiskHandler(
  { name: 'recovery/check-audit-trail', input: z.object({ plan: RecoveryPlan }) },
  async ({ plan }) => {
    const trail = {
      database: getDatabase(undefined, plan.cluster_arn),
      location: { store: getObjectStore(), bucket: requireEnv('AUDIT_BUCKET') },
      lock: { mode: LockMode.parse(requireEnv('AUDIT_LOCK_MODE')), days: Number(requireEnv('AUDIT_LOCK_DAYS')) },
    };
    return { checks: [await checkAuditTrail(trail, plan.state_at)] };
  },
);
