/** The answer of GET /v1/me in tests of pages: a person with these roles, and what they open. */
import { PAGE_CALLS } from '../../lambdas/prediction-api/contract/pages.ts';
import { ROLE_NAMES, type Role } from '../../lambdas/prediction-api/contract/roles.ts';
import { SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import type { Me } from '../../lambdas/prediction-api/contract/schemas/people.ts';
import { isAllowed } from '../../lambdas/prediction-api/http/check-roles.ts';

/** @param roles default: every role */
export function buildMe(roles: readonly Role[] = ROLE_NAMES, name = 'jo@example.com'): Me {
  const scopes = new Set(Object.keys(SCOPES));
  const caller = { clientId: 'people', name, isPerson: true, scopes, roles: new Set(roles) };
  const calls = routes.filter((route) => isAllowed(caller, route)).map(({ operationId }) => operationId);
  const pages = Object.keys(PAGE_CALLS).filter((page) => calls.includes(PAGE_CALLS[page] ?? ''));
  return { name, id: name, is_person: true, roles: [...roles], calls, pages };
}
