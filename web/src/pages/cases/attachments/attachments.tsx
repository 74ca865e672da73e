/** The files of a case: what each is, whether it was checked, its download, and the form that attaches another. */
import { Card } from '../../../components/card.tsx';
import { StateBadge } from '../../../components/figures/state-badge.tsx';
import { Refusal } from '../../../components/forms/refusal.tsx';
import { type Column, Table } from '../../../components/tables/table.tsx';
import { formatBytes } from '../../../format/numbers.ts';
import { formatTime } from '../../../format/times.ts';
import type { Tone } from '../../../format/tones.ts';
import type { Case } from '../../../queries/api-types.ts';
import { useAttachmentDownload } from '../../../queries/attachment-queries.ts';
import { useCanCall } from '../../../queries/me-queries.ts';
import { formatCode } from '../../../texts/codes.ts';
import { english } from '../../../texts/contest/english.ts';
import { namePerson } from '../../../texts/forms.ts';
import { attachmentTexts as texts } from '../../../texts/review/case.ts';
import { AttachForm } from './attach-form.tsx';

type Attachment = Case['attachments'][number];

const TONES: Record<Attachment['state'], Tone> = { uploaded: 'plain', accepted: 'good', refused: 'bad' };

export function Attachments({ current: { case_id, attachments, can } }: { current: Case }) {
  const { mutate: download, isPending, error } = useAttachmentDownload(case_id);
  const mayDownload = useCanCall('getAttachment');
  const columns: Column<Attachment>[] = [
    ...COLUMNS,
    {
      name: texts.download,
      cell: ({ attachment_id, state }) =>
        mayDownload &&
        state === 'accepted' && (
          <button type="button" className="button" disabled={isPending} onClick={() => download(attachment_id)}>
            {isPending ? texts.downloading : texts.download}
          </button>
        ),
    },
  ];
  return (
    <Card title={texts.title} note={attachments.length === 0 ? texts.none : undefined}>
      {attachments.length > 0 && (
        <Table
          isList
          caption={texts.caption}
          rows={attachments}
          rowKey={({ attachment_id }) => attachment_id}
          columns={columns}
        />
      )}
      {error && <Refusal error={error} />}
      {can.includes('attach') && <AttachForm caseId={case_id} />}
    </Card>
  );
}

const COLUMNS: Column<Attachment>[] = [
  { name: texts.name, cell: ({ name }) => <span className="long">{name}</span> },
  { name: texts.size, isNumber: true, value: ({ bytes }) => bytes, cell: ({ bytes }) => formatBytes(bytes) },
  { name: texts.from, cell: ({ by }) => <span className="long">{by ? namePerson(by) : texts.applicant}</span> },
  { name: texts.added, cell: ({ at }) => <time>{formatTime(at)}</time> },
  {
    name: texts.state,
    cell: ({ state, reason }) => (
      <>
        <StateBadge code={state} tone={TONES[state]} name={texts.states[state]} />
        {reason && <span className="long">{describeFault(reason)}</span>}
      </>
    ),
  },
];

/** In the words that the applicant reads. */
const describeFault = (code: string): string => (english.faults as Record<string, string>)[code] ?? formatCode(code);
