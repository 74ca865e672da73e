/** The columns of audit events, on the page and in an export. */
import { Link } from 'wouter';
import type { Column } from '../../components/tables/table.tsx';
import { formatTime } from '../../format/times.ts';
import type { AuditEvent } from '../../queries/api-types.ts';
import { auditTexts as texts } from '../../texts/governance/audit.ts';
import { writeAuditFilter } from './audit-filter.ts';

export const writeDetail = ({ detail }: AuditEvent): string =>
  Object.entries(detail)
    .map(([name, value]) => texts.entry(name, typeof value === 'string' ? value : JSON.stringify(value)))
    .join('\n');

export const nameActor = ({ actor: { name, id } }: AuditEvent): string => (name ? texts.person(name, id) : id);

export const EVENT_COLUMNS: Column<AuditEvent>[] = [
  { name: texts.at, value: ({ at }) => at, cell: ({ at }) => <time dateTime={at}>{formatTime(at)}</time> },
  {
    name: texts.actor,
    value: nameActor,
    cell: (event) => (
      <Link className="long" href={writeAuditFilter({ actor: event.actor.id })}>
        {event.actor.name ?? event.actor.id}
      </Link>
    ),
  },
  { name: texts.action, cell: ({ action }) => <code>{action}</code> },
  {
    name: texts.subject,
    cell: ({ subject }) => (
      <Link className="long" href={writeAuditFilter({ subject })}>
        {subject}
      </Link>
    ),
  },
  { name: texts.detail, value: writeDetail, cell: (event) => <span className="reason">{writeDetail(event)}</span> },
  {
    name: texts.trail,
    isNumber: true,
    value: ({ trail_entry }) => trail_entry,
    cell: ({ trail_entry }) => trail_entry ?? texts.notYet,
  },
];
