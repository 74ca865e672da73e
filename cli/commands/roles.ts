/** `npm run roles`: shows who has which role, and takes the first roles over from the user pool. */
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import { applyRoles, printRoles } from '../people/apply-roles.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';

export const rolesCommand = defineCommand({
  name: 'roles',
  summary: 'shows who has which role, and takes over the first ones',
  description:
    'Lists the people with their roles, applies approved requests that wait, and names every role that differs between what was approved and the user pool. --take-over stores the roles that people have in the user pool; it works once, while none is stored. Later changes are requests, which another person approves in the dashboard. docs/roles.md says what each role opens.',
  options: {
    'take-over': { description: 'store the roles that people have in the user pool; needs --why' },
    why: { value: 'TEXT', description: 'reason of a takeover, stored in the audit' },
    ...environmentOptions,
  },
  examples: {
    'npm run roles': 'the people of the local cloud',
    'npm run roles -- --env prod --take-over --why "first administrators, ticket 12"':
      "stores production's first roles",
  },
  exitCodes: { 1: 'failed, or roles differ from what was approved', ...LOCAL_EXIT_CODES },
  async run({ 'take-over': takesOver, why, ...chosen }) {
    const reason = why?.trim();
    if (takesOver !== Boolean(reason))
      throw new InvalidOptions('--take-over and --why "…" need each other: nothing was changed');
    await withEnvironment(chosen, async (operator) => {
      const takeOver = reason ? { by: await operator.identifyCaller(), why: reason } : undefined;
      printRoles(await applyRoles(operator.parameter, takeOver));
    });
  },
});

if (import.meta.main) await runCommand(rolesCommand);
