/** Who receives events, and how each is doing. */
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatCount } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Tone } from '../../format/tones.ts';
import type { Webhook } from '../../queries/api-types.ts';
import { eventTexts } from '../../texts/governance/events.ts';

const { receivers: texts, receiverStates } = eventTexts;

const TONES: Record<Webhook['state'], Tone> = { enabled: 'good', paused: 'bad', disabled: 'plain' };

export function Receivers({ receivers }: { receivers: readonly Webhook[] }) {
  return (
    <Card title={texts.title} note={texts.note}>
      <Table
        isList
        caption={texts.caption}
        rows={receivers}
        rowKey={({ webhook_id }) => webhook_id}
        columns={COLUMNS}
      />
    </Card>
  );
}

const COLUMNS: Column<Webhook>[] = [
  { name: texts.name, cell: ({ name }) => <span className="long">{name}</span> },
  { name: texts.address, cell: ({ url }) => <span className="long">{url ?? texts.bus}</span> },
  { name: texts.types, cell: ({ types }) => <span className="long">{types.join(', ') || texts.allTypes}</span> },
  {
    name: texts.state,
    cell: ({ state, resumes_at }) => (
      <>
        <StateBadge code={state} tone={TONES[state]} name={receiverStates[state]} />
        {resumes_at && <div className="dim">{texts.retry(formatTime(resumes_at))}</div>}
      </>
    ),
  },
  {
    name: texts.waiting,
    isNumber: true,
    sortValue: ({ waiting }) => waiting,
    cell: ({ waiting }) => formatCount(waiting),
  },
  { name: texts.dead, isNumber: true, sortValue: ({ dead }) => dead, cell: ({ dead }) => formatCount(dead) },
  { name: texts.last, cell: ({ sent_at }) => (sent_at ? formatTime(sent_at) : texts.never) },
  {
    name: texts.failure,
    cell: ({ failed_at, error }) =>
      failed_at ? <span className="long">{texts.failed(error ?? '', formatTime(failed_at))}</span> : texts.never,
  },
];
