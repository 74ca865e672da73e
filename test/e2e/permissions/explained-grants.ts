/** Compares the grants that a journey did not use with the reasons of unused-grants.ts. */
import type { Grant } from './production-access.ts';
import { UNUSED_GRANTS, type UnusedGrant } from './unused-grants.ts';

/** Returns one line for each unused grant that has no reason. */
export function findUnexplainedGrants(unused: Grant[]): string[] {
  return unused
    .filter((grant) => !UNUSED_GRANTS.some((reason) => explains(reason, grant)))
    .map(({ holder, action, resource }) => `${holder} is granted ${action} on ${resource}, which nothing used`);
}

/** Returns the reasons that explain no unused grant any more. */
export function findNeedlessReasons(unused: Grant[]): UnusedGrant[] {
  return UNUSED_GRANTS.filter((reason) => !unused.some((grant) => explains(reason, grant)));
}

const explains = ({ holder, action, resource }: UnusedGrant, grant: Grant): boolean =>
  (holder === undefined || holder.test(grant.holder)) &&
  action.test(grant.action) &&
  (resource === undefined || resource.test(grant.resource));
