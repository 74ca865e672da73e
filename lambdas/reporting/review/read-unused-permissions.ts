/**
 * Reads which services the roles of an environment may call and have not called for a quarter, from IAM's record of last
 * access (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type IAMClient,
  paginateListRoles,
  type Role,
} from '@aws-sdk/client-iam';
import type { UnusedPermission } from './review.ts';

/** IAM allows few such reports at once. */
const ROLES_AT_ONCE = 5;
const POLL_MILLISECONDS = 1000;

/** IAM did not finish a role's report in time. */
export class LastAccessUnknown extends Error {
  override name = 'LastAccessUnknown';
}

/**
 * Reads them for each role, those never used first.
 * @param since services that were called since then are used
 * @throws {LastAccessUnknown} when a report is not ready after a minute
 */
export async function readUnusedPermissions(
  iam: IAMClient,
  environment: string,
  since: Date,
): Promise<UnusedPermission[]> {
  const unused: UnusedPermission[] = [];
  const roles = (await listRoles(iam, environment)).entries();
  const worker = async () => {
    for (const [, role] of roles) unused.push(...(await readRole(iam, role, since)));
  };
  await Promise.all(Array.from({ length: ROLES_AT_ONCE }, worker));
  return unused.sort((a, b) => (a.last_used ?? '').localeCompare(b.last_used ?? '') || a.role.localeCompare(b.role));
}

/** Named roles begin with `risk-<env>-`, those that CDK names with their stack's name, `Risk-<Env>-`. */
async function listRoles(iam: IAMClient, environment: string): Promise<Role[]> {
  const prefix = `risk-${environment}-`;
  const roles: Role[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client: iam }, {})) {
    roles.push(...Roles.filter(({ RoleName = '' }) => RoleName.toLowerCase().startsWith(prefix)));
  }
  return roles;
}

async function readRole(iam: IAMClient, { Arn, RoleName = '' }: Role, since: Date): Promise<UnusedPermission[]> {
  const { JobId } = await iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }));
  for (let poll = 0; poll < 60; poll += 1) {
    const report = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
    if (report.JobStatus === 'COMPLETED') {
      return (report.ServicesLastAccessed ?? [])
        .filter(({ LastAuthenticated }) => LastAuthenticated === undefined || LastAuthenticated < since)
        .map(({ ServiceNamespace: service = '', LastAuthenticated }) => ({
          ...{ role: RoleName, service, last_used: LastAuthenticated?.toISOString().slice(0, 10) ?? null },
        }));
    }
    await sleep(POLL_MILLISECONDS);
  }
  throw new LastAccessUnknown(`IAM has no report on ${RoleName} after a minute`);
}
