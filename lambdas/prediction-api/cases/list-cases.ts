/** GET /v1/cases: the queue, by due time. */

import { uuid } from '../../shared/aws/database.ts';
import type { casesRoute } from '../contract/routes/cases.ts';
import type { CaseList } from '../contract/schemas/cases.ts';
import type { OperationInput } from '../http/operation.ts';
import { toPage } from '../http/paging.ts';
import type { CaseDependencies } from './dependencies.ts';
import { queryCases, type StoredCase, toSummary } from './stored-case.ts';

export async function listCases(
  dependencies: CaseDependencies,
  { query, caller }: OperationInput<typeof casesRoute>,
): Promise<CaseList> {
  const { state, kind, holder, overdue, application, limit, after } = query;
  const [after_due_at, after_case_id] = after?.split('_') ?? [];
  const rows = await queryCases(dependencies, {
    ...{ kind: kind ?? null, application: application ?? null, rows: limit + 1 },
    state: state === 'unfinished' || state === 'all' ? null : state,
    is_unfinished: state === 'unfinished',
    is_free: holder === 'none',
    holder: holder === undefined || holder === 'none' ? null : holder === 'me' ? caller.name : holder,
    is_overdue: overdue === undefined ? null : overdue === 'true',
    ...(after_due_at && after_case_id ? { after_due_at, after_case_id: uuid(after_case_id) } : {}),
  });
  const { items, next_before: next_after } = toPage(rows, limit, toKey);
  return { cases: await Promise.all(items.map((row) => toSummary(dependencies, row))), next_after };
}

const toKey = ({ due_key, case_id }: StoredCase): string => `${due_key}_${case_id}`;
