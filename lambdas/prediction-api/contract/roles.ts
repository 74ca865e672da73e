/**
 * The roles of people, and who proposes and approves what. The one table: routes, user pool, dashboard, tests and
 * documentation read it. Open it to change what a role may do.
 */

/** Role → what its people do. Each is a group of the user pool. */
export const ROLES = {
  analyst: 'Reads the portfolio, imports files, scores what-ifs, drafts and proposes policies and experiments',
  underwriter: 'Decides referred applications: overrides decisions and ends overrides',
  approver: 'Approves policies, experiments, models, gates and roles; rolls back in an emergency',
  'model-validator': 'Checks models: proposes and approves promotions and rollbacks, proposes gates',
  auditor: 'Reads everything, the audit trail included, and changes nothing',
  'privacy-officer': 'Reads what is stored about a customer, and the audit trail',
  administrator: 'Proposes and approves the roles of people; reads no application',
} as const;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** Groups of the release before → the role that their members count as, for one release. */
export const FORMER_GROUPS: Readonly<Record<string, Role>> = { reviewers: 'underwriter', importers: 'analyst' };

/** Groups of the user pool → what their members may do. */
export const GROUPS: Readonly<Record<string, string>> = {
  ...ROLES,
  ...Object.fromEntries(Object.entries(FORMER_GROUPS).map(([group, role]) => [group, `Counts as ${role}`])),
};

/** Reads portfolio, models and runs. */
export const PORTFOLIO_READERS: readonly Role[] = ['analyst', 'underwriter', 'approver', 'model-validator', 'auditor'];
/** Reads what is stored about one customer or application. */
export const CASE_READERS: readonly Role[] = [...PORTFOLIO_READERS, 'privacy-officer'];
/** Scores what-ifs, lists and files. */
export const SCORERS: readonly Role[] = ['analyst', 'underwriter', 'model-validator'];
/** Reads requests of any kind, and who decided them. */
export const REQUEST_READERS: readonly Role[] = ['analyst', 'approver', 'model-validator', 'auditor', 'administrator'];
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

/** Lists the roles of a person in these groups of the user pool. */
export function listRoles(groups: ReadonlySet<string>): Role[] {
  return ROLE_NAMES.filter(
    (role) =>
      groups.has(role) ||
      Object.entries(FORMER_GROUPS).some(([group, counted]) => counted === role && groups.has(group)),
  );
}

/** Whether one of a caller's roles is among those that may do something. */
export function hasAnyRole(caller: { roles: ReadonlySet<Role> }, allowed: readonly Role[]): boolean {
  return allowed.some((role) => caller.roles.has(role));
}
