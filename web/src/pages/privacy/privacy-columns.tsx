/** The columns of lists of requests of data subjects, and the badges of one. */
import { Link } from 'wouter';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import type { Column } from '../../components/tables/table.tsx';
import { formatDate } from '../../format/times.ts';
import type { Tone } from '../../format/tones.ts';
import type { PrivacyRequest } from '../../queries/api-types.ts';
import { PRIVACY_KINDS, privacyTexts } from '../../texts/privacy/privacy.ts';

const { list: texts } = privacyTexts;

const TONES: Record<PrivacyRequest['state'], Tone> = {
  ...{ open: 'warn', running: 'warn', completed: 'good', refused: 'plain', failed: 'bad' },
};

export function PrivacyState({ request: { state, is_overdue } }: { request: PrivacyRequest }) {
  return (
    <>
      <StateBadge code={state} tone={TONES[state]} />
      {is_overdue && <StateBadge code="overdue" tone="bad" name={texts.overdue} />}
    </>
  );
}

export const PRIVACY_COLUMNS: Column<PrivacyRequest>[] = [
  {
    name: texts.kind,
    cell: ({ request_id, kind }) => <Link href={`/privacy/${request_id}`}>{PRIVACY_KINDS[kind]}</Link>,
  },
  {
    name: texts.customer,
    cell: ({ customer_id }) => <span className="long">{customer_id ?? texts.hidden}</span>,
  },
  { name: texts.state, cell: (request) => <PrivacyState request={request} /> },
  { name: texts.due, sortValue: ({ due_at }) => due_at, cell: ({ due_at }) => formatDate(due_at) },
  {
    name: texts.received,
    sortValue: ({ received_at }) => received_at,
    cell: ({ received_at }) => formatDate(received_at),
  },
];
