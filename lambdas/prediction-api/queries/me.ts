/** Says who calls and what the caller may do, from the table of routes. */
import type { ReadName } from '../../shared/aws/person-names.ts';
import { PAGE_CALLS } from '../contract/pages.ts';
import type { meRoute } from '../contract/routes/people.ts';
import { routes } from '../contract/routes.ts';
import type { Me } from '../contract/schemas/people.ts';
import { isAllowed } from '../http/check-roles.ts';
import type { OperationInput } from '../http/operation.ts';

export async function readMe(readName: ReadName, { caller }: OperationInput<typeof meRoute>): Promise<Me> {
  const { name: id, isPerson: is_person, roles } = caller;
  const calls = routes.filter((route) => isAllowed(caller, route)).map(({ operationId }) => operationId);
  return {
    ...{ name: (is_person && (await readName(id))) || id, id, is_person, roles: [...roles], calls },
    pages: Object.keys(PAGE_CALLS).filter((page) => calls.includes(PAGE_CALLS[page] ?? '')),
  };
}
