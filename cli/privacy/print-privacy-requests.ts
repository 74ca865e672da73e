/** Prints requests of data subjects: a list, or one with what was found or done. */
import pc from 'picocolors';
import type { PrivacyRequest } from '../../lambdas/prediction-api/contract/schemas/privacy.ts';
import { formatTime } from '../terminal/format.ts';
import { formatCell, formatText } from '../terminal/format-text.ts';
import { printTable } from '../terminal/tables.ts';

const WHY_WIDTH = 40;

/** Prints one line a request, the newest first. */
export function printPrivacyRequests(requests: readonly PrivacyRequest[]): void {
  if (requests.length === 0) {
    console.log('No request waits. npm run privacy -- requests --all shows those of the past');
    return;
  }
  printTable(
    ['request', 'kind', 'customer', 'state', 'due', 'why'],
    requests.map((request) => [
      ...[request.request_id, request.kind, formatText(request.customer_id ?? '–')],
      ...[formatState(request), formatTime(request.due_at), formatCell(request.why, WHY_WIDTH)],
    ]),
    6,
  );
}

/** Prints one request. */
export function printPrivacyRequest(request: PrivacyRequest): void {
  const { request_id, kind, customer_id, due_at, failure, handled_why, result } = request;
  const subject = customer_id === null ? 'a customer who was erased' : `customer ${formatText(customer_id)}`;
  console.log(`\n${pc.bold(`Request ${request_id}`)}: ${kind} of ${subject}`);
  console.log(`  ${formatState(request)}${failure ? `: ${failure}` : ''}, due ${formatTime(due_at)}`);
  if (handled_why) console.log(formatText(`  ${handled_why}`));
  for (const [name, value] of Object.entries(result ?? {})) {
    console.log(formatText(`  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`));
  }
}

function formatState({ state, is_overdue }: PrivacyRequest): string {
  if (is_overdue) return pc.red(`${state}, overdue`);
  return state === 'completed' ? pc.green(state) : state === 'failed' ? pc.red(state) : state;
}
