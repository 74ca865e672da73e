/** What the applicant sent through the link of the notice: a statement, corrections, and whether a person is wanted. */
import { Card } from '../../../components/card.tsx';
import { Table } from '../../../components/tables/table.tsx';
import { formatTime } from '../../../format/times.ts';
import type { Case } from '../../../queries/api-types.ts';
import { evidenceTexts } from '../../../texts/review/case.ts';

const { contest: texts } = evidenceTexts;

export function ContestCard({ contest }: { contest: NonNullable<Case['contest']> }) {
  const { statement, corrections, wants_human, received_at } = contest;
  return (
    <Card title={texts.title} note={texts.note(formatTime(received_at))}>
      {wants_human && <p className="notice">{texts.human}</p>}
      {statement ? <p className="reason">{statement}</p> : <p className="dim">{texts.noStatement}</p>}
      {corrections.length > 0 && (
        <Table
          isList
          caption={texts.caption}
          rows={corrections}
          rowKey={({ field, value }) => `${field} ${value}`}
          columns={[
            { name: texts.field, cell: ({ field }) => <span className="long">{field}</span> },
            { name: texts.value, cell: ({ value }) => <span className="reason">{value}</span> },
          ]}
        />
      )}
    </Card>
  );
}
