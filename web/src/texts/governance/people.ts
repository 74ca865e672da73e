/** Texts of the page of people and their roles. */

export const peopleTexts = {
  title: 'People',
  subtitle: 'Who may sign in, and with which roles. One person proposes a role, another approves it.',
  caption: 'People and their roles',
  name: 'Person',
  roles: 'Roles',
  noRole: 'no role',
  state: 'Sign-in',
  enabled: 'May sign in',
  disabled: 'Disabled',
  drift: 'Differs from what was approved',
  notApproved: (roles: string) => `has without an approval: ${roles}`,
  notInPool: (roles: string) => `does not have, although approved: ${roles}`,
  driftNotice: 'Somebody has other roles than were approved. An alarm has told the team.',
  none: 'Nobody may sign in yet',
  deleted: (id: string) => `a person without an account (${id})`,
  form: {
    open: 'Propose other roles for a person',
    note: 'The person has exactly the chosen roles after another person has approved it. With none, every role is taken away.',
    person: 'Person',
    choose: 'Choose a person',
    roles: 'Roles afterwards',
    why: 'Why, in words that an auditor can read',
    propose: 'Propose',
    proposing: 'Proposing…',
  },
} as const;
