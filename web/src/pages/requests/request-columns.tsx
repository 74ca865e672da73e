/** The columns of lists of requests, and the words and badges of a request. */
import { Link } from 'wouter';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import type { Column } from '../../components/tables/table.tsx';
import { shortenText } from '../../format/labels.ts';
import { formatTime } from '../../format/times.ts';
import type { Tone } from '../../format/tones.ts';
import type { ChangeRequest } from '../../queries/api-types.ts';
import { namePerson } from '../../texts/forms.ts';
import { REQUEST_KINDS, requestsTexts } from '../../texts/governance/requests.ts';

const { list: texts } = requestsTexts;

const TONES: Record<ChangeRequest['state'], Tone> = {
  ...{ open: 'warn', approved: 'warn', applied: 'good' },
  ...{ rejected: 'plain', withdrawn: 'plain', expired: 'plain', failed: 'bad' },
};

export function RequestState({ request }: { request: ChangeRequest }) {
  return (
    <>
      <StateBadge code={request.state} tone={TONES[request.state]} />
      {request.is_emergency && <StateBadge code="emergency" tone="bad" name={requestsTexts.emergency} />}
      {isUnreviewed(request) && <StateBadge code="review" tone="warn" name={requestsTexts.reviewWaits} />}
    </>
  );
}

const isUnreviewed = ({ is_emergency, reviewed }: ChangeRequest): boolean => is_emergency && reviewed === null;

export const REQUEST_COLUMNS: Column<ChangeRequest>[] = [
  {
    name: texts.what,
    cell: ({ request_id, kind, subject }) => (
      <Link className="long" href={`/requests/${request_id}`}>
        {texts.subject(REQUEST_KINDS[kind], subject)}
      </Link>
    ),
  },
  { name: texts.state, cell: (request) => <RequestState request={request} /> },
  { name: texts.proposedBy, cell: ({ proposed }) => <span className="long">{namePerson(proposed.by)}</span> },
  { name: texts.proposed, cell: ({ proposed }) => formatTime(proposed.at) },
  { name: texts.expires, cell: ({ expires_at }) => formatTime(expires_at) },
  {
    name: texts.why,
    value: ({ proposed }) => proposed.why,
    cell: ({ proposed }) => <span className="reason">{shortenText(proposed.why)}</span>,
  },
];
