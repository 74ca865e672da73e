/** Verifies the audit trail against a restored database. */
import type { TrailFinding } from '../../shared/audit/findings.ts';
import { type TrailToVerify, verifyTrail } from '../../shared/audit/verify-trail.ts';
import { formatCountOf } from '../../shared/page/number-format.ts';
import type { RecoveryCheck } from '../contract/recovery.ts';

/**
 * Days before the restored state whose records are compared; the chain is verified from its first entry. Each row is
 * hashed again, and a recovery has an hour: a month of a large lender's scores takes longer.
 */
const COMPARED_DAYS = 1;
const DAY_MILLISECONDS = 86_400_000;

/** The trail goes on where the restored state ends, so that its newest entries are unknown to the database. */
const EXPECTED: readonly TrailFinding['problem'][] = ['lost_entries'];

/** @param stateAt ISO time of the restored state */
export async function checkAuditTrail(trail: Omit<TrailToVerify, 'from'>, stateAt: string): Promise<RecoveryCheck> {
  const from = new Date(Date.parse(stateAt) - COMPARED_DAYS * DAY_MILLISECONDS).toISOString().slice(0, 10);
  const { findings, entries, records } = await verifyTrail({ ...trail, from });
  const lost = findings.find(({ problem }) => EXPECTED.includes(problem));
  const [first, ...more] = findings.filter(({ problem }) => !EXPECTED.includes(problem));
  const verified = `${formatCountOf(entries, 'entry', 'entries')} of the audit trail, ${formatCountOf(records, 'record')} compared`;
  const detail = first ? `${first.message}${more.length > 0 ? `, and ${more.length} more` : ''}` : verified;
  return { name: 'audit trail', passed: !first, detail: lost && !first ? `${verified}; ${lost.message}` : detail };
}
