/** The roles of people, each a group of the user pool. Open it to add a role; contract/roles.ts says what a role may do. */

/** Role → what its people do. */
export const ROLES = {
  analyst: 'Reads the portfolio, imports files, scores what-ifs, drafts and proposes policies and experiments',
  underwriter: 'Decides cases: overrides decisions and ends overrides',
  approver:
    'Approves policies, experiments, models, gates and roles; confirms decisions of cases; rolls back in an emergency',
  'model-validator': 'Checks models: proposes and approves promotions and rollbacks, proposes gates',
  auditor: 'Reads everything, the audit trail included, and changes nothing',
  'privacy-officer': 'Handles what persons request about their data, and opens them; reads the audit trail',
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

/** Lists the roles of a person in these groups of the user pool. */
export function listRoles(groups: ReadonlySet<string>): Role[] {
  const former = Object.entries(FORMER_GROUPS);
  return ROLE_NAMES.filter(
    (role) => groups.has(role) || former.some(([group, counted]) => counted === role && groups.has(group)),
  );
}
