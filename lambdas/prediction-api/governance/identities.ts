/**
 * Notes the e-mail address of whoever changes something, or gets a role, as hashes, so that an IAM identity of the same human is found
 * (sql/migrations/0090_same_person.sql). It happens before the change.
 */
import { readSqlFile } from '../../shared/sql-file.ts';
import type { ApiRoute } from '../contract/route.ts';
import type { ApiOperation, OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import type { GovernanceDependencies } from './dependencies.ts';

type IdentityDependencies = Pick<GovernanceDependencies, 'database' | 'readEmail'>;

/** Wraps an operation that changes something; one that reads stays as it is. */
export function noteIdentityBefore(dependencies: IdentityDependencies, operation: ApiOperation): ApiOperation {
  if (operation.route.method === 'GET') return operation;
  const run = operation.run as (input: OperationInput<ApiRoute>, telemetry: unknown) => Promise<unknown>;
  return {
    route: operation.route,
    run: (async (input: OperationInput<ApiRoute>, telemetry: unknown) => {
      await noteIdentity(dependencies, input.caller.name);
      return run(input, telemetry);
    }) as ApiOperation['run'],
  };
}

/** @throws {Problem} when the user pool does not answer (503) */
export async function noteIdentity({ database, readEmail }: IdentityDependencies, identity: string): Promise<void> {
  const email = await readEmail(identity).catch(refuseForNow);
  if (email === null) return;
  await database().query(readSqlFile('api/governance/note_identity.sql'), { identity, email });
}

function refuseForNow(cause: unknown): never {
  throw new Problem(
    503,
    'roles-unavailable',
    'Your e-mail address cannot be checked at the moment. Nothing was changed; try again in a few seconds.',
    [],
    { cause },
  );
}
