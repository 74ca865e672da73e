/** GET /v1/reviewers and /v1/reason-codes: to whom a case can be assigned, and what it can be decided with. */
import { reasonCodes } from '../../shared/cases/reason-codes.ts';
import type { ReasonCodes, Reviewers } from '../contract/schemas/cases.ts';
import type { CaseDependencies } from './dependencies.ts';

const isReviewerRole = (role: string): role is 'underwriter' | 'approver' =>
  role === 'underwriter' || role === 'approver';

export async function listReviewers({ pool }: Pick<CaseDependencies, 'pool'>): Promise<Reviewers> {
  const people = await pool().listMembers();
  const reviewers = people
    .filter(({ is_enabled }) => is_enabled)
    .map(({ username, name, roles }) => ({ id: username, name, roles: roles.filter(isReviewerRole) }))
    .filter(({ roles }) => roles.length > 0);
  return { reviewers: reviewers.toSorted((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id)) };
}

export async function listReasonCodes(): Promise<ReasonCodes> {
  return { reason_codes: Object.entries(reasonCodes).map(([code, reason]) => ({ code, ...reason })) };
}
