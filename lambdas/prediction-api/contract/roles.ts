/**
 * What the roles of people may do: who reads what, and who proposes and approves which kind of request. Routes, pages,
 * tests and documentation read it. Open it to change what a role may do.
 */
import type { Role } from '../../shared/people/roles.ts';

export { FORMER_GROUPS, GROUPS, listRoles, ROLE_NAMES, ROLES, type Role } from '../../shared/people/roles.ts';

/** Reads portfolio, models and runs. */
export const PORTFOLIO_READERS: readonly Role[] = ['analyst', 'underwriter', 'approver', 'model-validator', 'auditor'];
/** Reads what is stored about one customer or application. */
export const CASE_READERS: readonly Role[] = [...PORTFOLIO_READERS, 'privacy-officer'];
/** Decides cases. */
export const CASE_DECIDERS: readonly Role[] = ['underwriter'];
/** Confirms or returns the decision of another person, and assigns cases. */
export const CASE_SECONDS: readonly Role[] = ['underwriter', 'approver'];
/** Opens the files of a case, which applicants attach. */
export const FILE_READERS: readonly Role[] = [...CASE_SECONDS, 'privacy-officer'];
/** Scores what-ifs, lists and files. */
export const SCORERS: readonly Role[] = ['analyst', 'underwriter', 'model-validator'];
/** Reads requests of any kind, and who decided them. */
export const REQUEST_READERS: readonly Role[] = ['analyst', 'approver', 'model-validator', 'auditor', 'administrator'];
/** Reads who has which role. */
export const PEOPLE_READERS: readonly Role[] = ['administrator', 'approver', 'auditor'];
/** Reads the audit events. */
export const AUDIT_READERS: readonly Role[] = ['auditor', 'privacy-officer'];
/** Handles what persons ask for about their data, and sees those data. */
export const PRIVACY_OFFICERS: readonly Role[] = ['privacy-officer'];
/** Reads what persons asked for, and when it was done. */
export const PRIVACY_READERS: readonly Role[] = ['privacy-officer', 'auditor'];
/** Reads events for the lender's systems, and who receives them. */
export const WEBHOOK_READERS: readonly Role[] = ['administrator', 'auditor'];
/** Changes who receives events, and sends them again. */
export const WEBHOOK_CHANGERS: readonly Role[] = ['administrator'];
/** Rolls a policy or a model back alone. */
export const EMERGENCY_ROLES: readonly Role[] = ['approver', 'model-validator'];

interface RequestRoles {
  proposers: readonly Role[];
  approvers: readonly Role[];
}

/** Kind of request → who proposes and who approves it. Nobody approves a request of their own. */
export const REQUEST_KINDS = {
  policy: { proposers: ['analyst', 'approver'], approvers: ['approver'] },
  experiment: { proposers: ['analyst', 'approver'], approvers: ['approver'] },
  model_promotion: { proposers: ['analyst', 'model-validator'], approvers: ['model-validator', 'approver'] },
  model_rollback: { proposers: ['analyst', 'model-validator'], approvers: ['model-validator', 'approver'] },
  gates: { proposers: ['model-validator'], approvers: ['approver'] },
  role: { proposers: ['administrator'], approvers: ['administrator', 'approver'] },
} as const satisfies Record<string, RequestRoles>;

export type RequestKind = keyof typeof REQUEST_KINDS;

/** Whether one of a caller's roles is among those that may do something. */
export function hasAnyRole(caller: { roles: ReadonlySet<Role> }, allowed: readonly Role[]): boolean {
  return allowed.some((role) => caller.roles.has(role));
}
