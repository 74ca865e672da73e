/** Texts about roles: their names, and why a page does not open. */
import type { components } from '../../../clients/typescript/api.ts';

type Role = components['schemas']['Me']['roles'][number];

const ROLE_NAMES: Record<Role, string> = {
  analyst: 'Analyst',
  underwriter: 'Underwriter',
  approver: 'Approver',
  'model-validator': 'Model validator',
  auditor: 'Auditor',
  'privacy-officer': 'Privacy officer',
  administrator: 'Administrator',
};

/** In the order of the API's table. */
export const ROLES = Object.keys(ROLE_NAMES) as Role[];

export const nameRole = (role: Role): string => ROLE_NAMES[role];

/** A page that the roles of a person do not open. */
export const accessTexts = {
  noRole: {
    title: 'You have no role yet',
    describe: () => 'You are signed in, but nobody has given you a role, so no page opens.',
  },
  otherRole: {
    title: 'This page needs another role',
    describe: (roles: string[]) =>
      `Your ${roles.length === 1 ? 'role' : 'roles'}, ${roles.join(', ')}, ${roles.length === 1 ? 'does' : 'do'} not open it.`,
  },
  howTo: 'An administrator proposes a role for you, and another person approves it. It holds within a minute.',
  openPages: 'These pages are open to you:',
} as const;
