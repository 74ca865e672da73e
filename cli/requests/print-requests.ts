/** Prints requests: a list, or one with what is proposed and who said what about it. What people wrote is only shown. */
import pc from 'picocolors';
import { toIsoTime } from '../../lambdas/prediction-api/http/iso-time.ts';
import { formatTime } from '../terminal/format.ts';
import { formatCell, formatText } from '../terminal/format-text.ts';
import { printTable } from '../terminal/tables.ts';
import type { RequestRow } from './requests.ts';

const STATE_COLOURS: Record<RequestRow['state'], (text: string) => string> = {
  ...{ open: pc.yellow, approved: pc.cyan, applied: pc.green, failed: pc.red },
  ...{ rejected: pc.dim, withdrawn: pc.dim, expired: pc.dim },
};

const WHY_WIDTH = 50;

/** Prints one line a request, the newest first. */
export function printRequests(requests: readonly RequestRow[]): void {
  if (requests.length === 0) {
    console.log('No request waits for anybody. npm run requests -- list --all shows those of the past');
    return;
  }
  printTable(
    ['request', 'kind', 'subject', 'state', 'proposed by', 'why', 'expires'],
    requests.map((request) => [
      ...[request.request_id, formatKind(request), formatText(request.subject)],
      ...[formatState(request), request.proposed_by],
      ...[formatCell(request.proposed_why, WHY_WIDTH), request.state === 'open' ? formatAt(request.expires_at) : '–'],
    ]),
    7,
  );
}

/** Prints one request. */
export function printRequest(request: RequestRow): void {
  console.log(`\n${pc.bold(`Request ${request.request_id}`)}: ${formatKind(request)}, ${formatText(request.subject)}`);
  console.log(`  ${formatState(request)}${request.failure ? `: ${request.failure}` : ''}`);
  printStatement('proposed', request.proposed_by, request.proposed_why, request.proposed_at);
  const decision = request.state === 'applied' || request.state === 'failed' ? 'approved' : request.state;
  if (!request.is_emergency) printStatement(decision, request.decided_by, request.decided_why, request.decided_at);
  printStatement('reviewed', request.reviewed_by, request.reviewed_why, request.reviewed_at);
  if (request.state === 'open') console.log(`  expires ${formatAt(request.expires_at)}`);
  console.log(`  ${request.needs_two ? 'needs two people' : 'one person may propose and approve it'}`);
  for (const [name, value] of Object.entries(request.content)) {
    console.log(formatText(`  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`));
  }
}

/** Says what somebody has to do next. */
export function printNextStep({
  request_id,
  state,
  is_emergency,
  needs_two,
  reviewed_by,
  expires_at,
}: RequestRow): void {
  if (state === 'open') {
    const who = needs_two ? 'Another person' : 'Somebody';
    console.log(
      `  ${who} approves it until ${formatAt(expires_at)}: npm run requests -- approve ${request_id} --why "…"`,
    );
  } else if (is_emergency && reviewed_by === null) {
    console.log(`  Another person reviews it afterwards: npm run requests -- review ${request_id} --why "…"`);
  }
}

const formatAt = (at: string): string => formatTime(toIsoTime(at));

const formatKind = ({ kind, is_emergency }: RequestRow): string =>
  `${kind.replaceAll('_', ' ')}${is_emergency ? ' (emergency)' : ''}`;

function formatState({ state, is_emergency, reviewed_by }: RequestRow): string {
  const unreviewed = is_emergency && reviewed_by === null ? pc.red(', not reviewed') : '';
  return `${STATE_COLOURS[state](state)}${unreviewed}`;
}

function printStatement(what: string, by: string | null, why: string | null, at: string | null): void {
  if (by && at) console.log(`  ${what} by ${by}, ${formatAt(at)}: ${formatText(why ?? '')}`);
}
