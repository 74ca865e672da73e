/** Calls the function that applies roles, and prints who has which role. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import pc from 'picocolors';
import { z } from 'zod';
import { CommandError } from '../terminal/command-error.ts';
import { printTable } from '../terminal/tables.ts';

/** The roles were not read or not taken over. */
export class RolesNotApplied extends CommandError {}

const FunctionResult = z.object({
  takeover: z.enum(['taken_over', 'stored_already', 'no_two_people']).optional(),
  applied: z.number(),
  failed: z.number(),
  people: z.array(z.object({ username: z.string(), name: z.string().nullable(), roles: z.array(z.string()) })),
  drift: z.array(
    z.object({ person: z.string(), role: z.string(), difference: z.enum(['not_approved', 'not_in_pool']) }),
  ),
});
export type AppliedRoles = z.infer<typeof FunctionResult>;

/** Why nothing was taken over. */
const REFUSALS = {
  stored_already: 'roles are stored already, so nothing was taken over: propose changes in the dashboard',
  no_two_people:
    'nothing was taken over: put one person into the group administrator and another into administrator or approver, so that two people can change roles',
} as const;

/**
 * Applies approved roles and looks for differences; with `takeOver` it first stores the roles that people have.
 * @throws {RolesNotApplied} when the function fails, or nothing can be taken over
 */
export async function applyRoles(
  parameter: (name: string) => string,
  takeOver?: { by: string; why: string },
): Promise<AppliedRoles> {
  const { FunctionError, Payload } = await new LambdaClient({}).send(
    new InvokeCommand({
      FunctionName: parameter('api/apply-roles-function'),
      Payload: JSON.stringify(takeOver ? { take_over: takeOver } : {}),
    }),
  );
  const payload: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  const result = FunctionResult.safeParse(payload);
  if (FunctionError || !result.success) {
    const { errorMessage } = (payload ?? {}) as { errorMessage?: string };
    throw new RolesNotApplied(
      `the roles were not read: ${errorMessage ?? 'npm run logs -- apply-roles --since 10m shows why'}`,
    );
  }
  const { takeover = 'taken_over' } = result.data;
  if (takeover !== 'taken_over') throw new RolesNotApplied(REFUSALS[takeover]);
  return result.data;
}

/** Prints the people with roles, and the differences; the exit code is 1 where there is one. */
export function printRoles({ people, drift, applied, failed }: AppliedRoles): void {
  console.log(`\n${pc.bold('Roles')}`);
  if (people.length === 0) console.log('  nobody has a role');
  else
    printTable(
      ['person', 'roles'],
      people.map(({ name, username, roles }) => [name ?? username, roles.join(', ')]),
      2,
    );
  if (applied > 0)
    console.log(`  ${pc.green('applied')} ${applied} approved ${applied === 1 ? 'request' : 'requests'}`);
  if (failed > 0) console.log(`  ${pc.red('failed')} ${failed} approved ${failed === 1 ? 'request' : 'requests'}`);
  const names = new Map(people.map(({ username, name }) => [username, name]));
  for (const { person, role, difference } of drift) {
    const what = difference === 'not_approved' ? 'has the role, and nobody approved it' : 'lacks the approved role';
    console.log(`  ${pc.yellow('differs')} ${names.get(person) ?? person} ${what}: ${role}`);
  }
  if (drift.length > 0 || failed > 0) process.exitCode = 1;
}
