/** What the roles of the signed-in person allow. The API decides; this only chooses what the pages offer. */
import type { Session } from './session.ts';

export function hasRole(session: Session | undefined, roles: readonly string[]): boolean {
  const own = (session as { roles?: readonly string[] } | undefined)?.roles ?? [];
  return roles.some((role) => own.includes(role));
}
