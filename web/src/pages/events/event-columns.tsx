/** The columns of events, with what became of each sending. */
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import type { Column } from '../../components/tables/table.tsx';
import { formatCount, MISSING_TEXT } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Tone } from '../../format/tones.ts';
import type { LenderEvent } from '../../queries/api-types.ts';
import { useResendEvent } from '../../queries/event-queries.ts';
import { eventTexts } from '../../texts/governance/events.ts';

const { list: texts, states } = eventTexts;

type Sending = LenderEvent['sendings'][number];

const TONES: Record<Sending['state'], Tone> = { waiting: 'plain', sent: 'good', dead: 'bad' };

const describeSending = ({ name, state }: Sending): string => texts.sending(name, states[state]);

const writeContent = ({ data }: LenderEvent): string =>
  Object.entries(data ?? {})
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');

const COLUMNS: Column<LenderEvent>[] = [
  {
    name: texts.at,
    value: ({ occurred_at }) => occurred_at,
    cell: ({ occurred_at }) => <time dateTime={occurred_at}>{formatTime(occurred_at)}</time>,
  },
  { name: texts.type, cell: ({ type }) => <code>{type}</code> },
  {
    name: texts.sendings,
    value: ({ sendings }) => sendings.map(describeSending).join(', '),
    cell: ({ sendings }) => (
      <ul>
        {sendings.map((sending) => (
          <li key={sending.webhook_id}>
            <StateBadge code={sending.state} tone={TONES[sending.state]} name={describeSending(sending)} />
            {sending.state !== 'sent' && sending.error && (
              <div className="dim long">{texts.failed(sending.error, formatCount(sending.attempts))}</div>
            )}
          </li>
        ))}
      </ul>
    ),
  },
];

const CONTENT: Column<LenderEvent>[] = [
  { name: texts.application, cell: ({ application }) => <span className="long">{application ?? MISSING_TEXT}</span> },
  { name: texts.content, value: writeContent, cell: (event) => <span className="reason">{writeContent(event)}</span> },
];

const AGAIN: Column<LenderEvent> = { name: texts.again, cell: (event) => <ResendButton event={event} /> };

/** An auditor reads the content; an administrator sends again. */
export const listColumns = (person: { readsApplications: boolean; mayChange: boolean }): Column<LenderEvent>[] => [
  ...COLUMNS,
  ...(person.readsApplications ? CONTENT : []),
  ...(person.mayChange ? [AGAIN] : []),
];

function ResendButton({ event: { event_id, type, sequence, sendings } }: { event: LenderEvent }) {
  const { mutate: resend, isPending, error } = useResendEvent();
  if (sendings.every(({ state }) => state === 'waiting')) return null;
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label={texts.againOf(type, sequence)}
        disabled={isPending}
        onClick={() => resend(event_id)}
      >
        {isPending ? texts.sendingAgain : texts.again}
      </button>
      {error && <Refusal error={error} />}
    </>
  );
}
