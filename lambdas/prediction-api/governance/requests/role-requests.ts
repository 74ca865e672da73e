/** Requests of roles: what may be proposed, and the function that applies them to the user pool after their approval. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { requireEnv } from '../../../shared/env.ts';
import { RoleRequestContent } from '../../contract/schemas/people.ts';
import { Problem } from '../../http/problem.ts';
import { noteIdentity } from '../identities.ts';
import type { RequestKindRules } from './request-kind-rules.ts';

/** Creates a function that asks for approved roles to be applied, and does not wait. It may be called again. */
export function createApplyRolesCall(client: LambdaClient): () => Promise<void> {
  return async () => {
    const call = { FunctionName: requireEnv('APPLY_ROLES_FUNCTION'), InvocationType: 'Event', Payload: '{}' } as const;
    await client.send(new InvokeCommand(call));
  };
}

/**
 * The subject is the person's user name, exactly, and what is known of the person is noted: under whichever identity, they
 * do not approve it. The database refuses what changes nothing or would lock everybody out.
 */
export const roleRules: RequestKindRules = {
  async prepare(dependencies, { subject, content }) {
    const parsed = RoleRequestContent.safeParse(content);
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, message }) => ({
        path: ['content', ...path].join('.'),
        message,
      }));
      throw new Problem(
        422,
        'invalid-body',
        'Send the list of roles that the person has afterwards; the field errors say what is wrong.',
        errors,
      );
    }
    // Cognito finds a person by other spellings too, such as the e-mail address, which no approver's name would equal.
    const people = await dependencies.pool().listPeople();
    if (people.some(({ username }) => username === subject)) await noteIdentity(dependencies, subject);
    // The roles of somebody who was deleted can still be removed.
    else if (parsed.data.roles.length > 0) {
      throw new Problem(
        404,
        'unknown-person',
        'There is no person of this user name. GET /v1/people lists the people.',
      );
    }
    return { subject, content: { roles: parsed.data.roles.toSorted() } };
  },
  start: ({ applyRoles }) => applyRoles(),
};
