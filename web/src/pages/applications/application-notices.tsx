/** Notices to the applicant: whether one is owed, those that were issued with their files, and the form that issues one. */
import { Card } from '../../components/card.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatTime } from '../../format/times.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { type Notice, useNoticeDownload, useNoticeSent, useNotices } from '../../queries/notice-queries.ts';
import {
  NOTICE_KIND_NAMES,
  NOTICE_LANGUAGE_NAMES,
  NOTICE_STATES,
  noticeTexts as texts,
} from '../../texts/cases/notices.ts';
import { namePerson } from '../../texts/forms.ts';
import { NoticeForm } from './notice-form.tsx';

/** Nothing for a what-if, about which nobody is told. */
export function ApplicationNotices({ evidence }: { evidence: Evidence }) {
  const canList = useCanCall('listNotices');
  return canList && !evidence.what_if ? <StoredNotices evidence={evidence} /> : null;
}

function StoredNotices({ evidence: { prediction_id, decision } }: { evidence: Evidence }) {
  const canIssue = useCanCall('issueNotice');
  const { data } = useNotices(prediction_id);
  if (!data) return null;
  const { notices, duty } = data;
  const due = duty?.is_owed ? (duty.is_overdue ? texts.overdue : texts.owed)(formatTime(duty.due_at)) : undefined;
  return (
    <Card title={texts.title} note={texts.note}>
      {due && <p className={duty?.is_overdue ? 'trouble' : undefined}>{due}</p>}
      {notices.length === 0 ? (
        <p className="soft">{texts.none}</p>
      ) : (
        <Table
          isList
          caption={texts.table}
          rows={notices}
          rowKey={({ notice_id }) => notice_id}
          columns={canIssue ? [...COLUMNS, SENT_COLUMN] : COLUMNS}
        />
      )}
      {canIssue && <NoticeForm predictionId={prediction_id} firstKind={decision === 'decline' ? 'us' : 'eu'} />}
    </Card>
  );
}

const COLUMNS: Column<Notice>[] = [
  { name: texts.columns.issued, cell: ({ issued_at }) => formatTime(issued_at), sortValue: (row) => row.issued_at },
  { name: texts.columns.kind, cell: ({ kind }) => NOTICE_KIND_NAMES[kind] },
  { name: texts.columns.language, cell: ({ language }) => NOTICE_LANGUAGE_NAMES[language] },
  { name: texts.columns.by, cell: ({ issued_by }) => namePerson(issued_by) },
  {
    name: texts.columns.state,
    cell: ({ state, failure }) => (failure ? `${NOTICE_STATES[state]}: ${failure}` : NOTICE_STATES[state]),
  },
  { name: texts.columns.files, cell: (notice) => <NoticeFiles notice={notice} />, value: ({ notice_id }) => notice_id },
];

const SENT_COLUMN: Column<Notice> = {
  name: texts.markSent,
  cell: (notice) => (notice.state === 'issued' ? <SentButton notice={notice} /> : null),
  value: ({ sent_at }) => sent_at,
};

function NoticeFiles({ notice: { notice_id, kind, issued_at } }: { notice: Notice }) {
  const { mutate: download, isPending, error } = useNoticeDownload(notice_id);
  return (
    <span className="row">
      {(['html', 'pdf'] as const).map((file) => (
        <button
          key={file}
          type="button"
          className="button"
          disabled={isPending}
          aria-label={texts.openLabel(texts.open[file], NOTICE_KIND_NAMES[kind], formatTime(issued_at))}
          onClick={() => download(file)}
        >
          {texts.open[file]}
        </button>
      ))}
      {error && <Refusal error={error} />}
    </span>
  );
}

function SentButton({ notice: { notice_id, kind, issued_at } }: { notice: Notice }) {
  const { mutate: markSent, isPending, error } = useNoticeSent(notice_id);
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={isPending}
        aria-label={texts.markSentLabel(NOTICE_KIND_NAMES[kind], formatTime(issued_at))}
        onClick={() => markSent()}
      >
        {texts.markSent}
      </button>
      {error && <Refusal error={error} />}
    </>
  );
}
