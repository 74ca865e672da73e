/** `npm run docs:roles`: writes the tables of docs/roles.md from the contract of the API. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PAGE_CALLS } from '../lambdas/prediction-api/contract/pages.ts';
import {
  EMERGENCY_ROLES,
  REQUEST_KINDS,
  ROLE_NAMES,
  ROLES,
  type Role,
} from '../lambdas/prediction-api/contract/roles.ts';
import { routes } from '../lambdas/prediction-api/contract/routes.ts';

export const ROLE_DOCS = resolve(import.meta.dirname, '../docs/roles.md');

const MARKED = /(<!-- roles -->\n)[\s\S]*(<!-- \/roles -->)/;

/** Replaces the tables of the page. */
export function replaceRoleTables(page: string): string {
  return page.replace(MARKED, (_, start, end) => `${start}\n${formatTables()}\n\n${end}`);
}

function formatTables(): string {
  const secured = routes.filter(({ scope }) => scope !== null);
  const call = (operationId: string) => secured.find((route) => route.operationId === operationId);
  return [
    formatTable(
      ['role', 'does'],
      Object.entries(ROLES).map(([role, does]) => [`\`${role}\``, does]),
    ),
    '## Requests',
    formatTable(
      ['kind of request', 'proposes', 'approves'],
      Object.entries(REQUEST_KINDS).map(([kind, { proposers, approvers }]) => [
        ...[`\`${kind}\``, formatRoles(proposers), formatRoles(approvers)],
      ]),
    ),
    `Alone, in an emergency: ${formatRoles(EMERGENCY_ROLES)} roll back a policy or a model; another person reviews it afterwards.`,
    '## Pages',
    formatMatrix(
      'page',
      Object.entries(PAGE_CALLS).map(([page, id]) => [`\`${page}\``, call(id)?.roles ?? null]),
    ),
    '## Calls',
    formatMatrix(
      'call',
      secured.map(({ method, path, roles }) => [`\`${method} ${path}\``, roles]),
    ),
  ].join('\n\n');
}

const formatRoles = (roles: readonly Role[]): string => roles.map((role) => `\`${role}\``).join(', ');

/** A row with roles null is open to everybody. */
function formatMatrix(title: string, rows: [name: string, roles: readonly Role[] | null][]): string {
  return formatTable(
    [title, ...ROLE_NAMES],
    rows.map(([name, roles]) => [name, ...ROLE_NAMES.map((role) => (roles?.includes(role) === false ? '' : '✓'))]),
  );
}

const formatTable = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

if (import.meta.main) writeFileSync(ROLE_DOCS, replaceRoleTables(readFileSync(ROLE_DOCS, 'utf8')));
