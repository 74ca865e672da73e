/** Connects a command to the audit trail and the database, as the operator. */
import type { TrailToVerify } from '../../lambdas/shared/audit/verify-trail.ts';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { loadEnvironmentConfig } from '../../lib/config.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';

/** Call it after the environment's variables are set, because the clients read them. */
export function openTrail({ environment, parameter }: OperatorEnvironment): TrailToVerify {
  const { audit_lock_mode, audit_lock_days } = loadEnvironmentConfig(environment).storage;
  return {
    database: getDatabase('risk_audit'),
    location: { store: getObjectStore(), bucket: parameter('audit/bucket') },
    lock: { mode: audit_lock_mode, days: audit_lock_days },
  };
}
