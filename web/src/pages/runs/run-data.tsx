/** What a run read and found: rejected rows by reason, delivered files, and quality checks. */
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import type { Run } from '../../queries/api-types.ts';
import { describeRejection } from '../../texts/cases/rejections.ts';
import { runTexts } from '../../texts/cases/runs.ts';
import { formatCode } from '../../texts/codes.ts';
import { describeAcceptance } from './describe-acceptance.ts';

export function RejectedRows({ run }: { run: Run }) {
  const { rejections: texts } = runTexts;
  if (run.rejections.length === 0) {
    const acceptance = describeAcceptance(run);
    return (
      <Card title={texts.title}>
        <p>
          {acceptance === 'allAccepted' && <StateBadge code="ok" />} {texts[acceptance]}
        </p>
      </Card>
    );
  }
  return (
    <Card title={texts.title} note={texts.note}>
      <Table
        isList
        caption={texts.caption}
        rows={run.rejections}
        rowKey={({ table, reason }) => `${table} ${reason}`}
        columns={[
          { name: texts.table, cell: ({ table }) => formatCode(table) },
          { name: texts.reason, cell: ({ reason }) => describeRejection(reason) },
          { name: texts.rows, isNumber: true, sortValue: ({ rows }) => rows, cell: ({ rows }) => formatCount(rows) },
        ]}
      />
    </Card>
  );
}

export function DeliveredFiles({ run: { files, state } }: { run: Run }) {
  const { files: texts } = runTexts;
  if (files.length === 0) {
    const { title, text } = state === 'running' ? texts.noneYet : texts.none;
    return <EmptyState title={title}>{text}</EmptyState>;
  }
  const size = formatBytes(files.reduce((sum, { size_bytes }) => sum + size_bytes, 0));
  return (
    <Card title={texts.title} note={texts.summary(files.length, size)}>
      <Table
        isList
        caption={texts.caption}
        rows={files}
        rowKey={({ table, file }) => `${table} ${file}`}
        columns={[
          {
            name: texts.file,
            cell: ({ file, sha256 }) => (
              <span className="long" title={texts.hash(sha256)}>
                {file}
              </span>
            ),
          },
          { name: texts.mode, cell: ({ mode }) => formatCode(mode) },
          { name: texts.size, isNumber: true, cell: ({ size_bytes }) => formatBytes(size_bytes) },
          { name: texts.rows, isNumber: true, cell: ({ rows_delivered }) => formatCount(rows_delivered) },
          { name: texts.rejected, isNumber: true, cell: ({ rows_rejected }) => formatCount(rows_rejected) },
        ]}
      />
    </Card>
  );
}

export function QualityChecks({ run: { quality, state } }: { run: Run }) {
  const { checks: texts } = runTexts;
  if (quality.length === 0) {
    const { title, text } = state === 'running' ? texts.noneYet : texts.none;
    return <EmptyState title={title}>{text}</EmptyState>;
  }
  return (
    <Card title={texts.title} note={texts.note}>
      <Table
        isList
        caption={texts.caption}
        rows={quality}
        rowKey={({ check }) => check}
        columns={[
          {
            name: texts.check,
            cell: ({ check, description }) => <CheckName check={check} description={description} />,
          },
          { name: texts.severity, cell: ({ severity }) => formatCode(severity) },
          {
            name: texts.verdict,
            cell: ({ pass, severity }) => (
              <StateBadge
                code={pass ? 'passed' : 'failed'}
                tone={pass ? 'good' : severity === 'stop' ? 'bad' : 'warn'}
              />
            ),
          },
          {
            name: texts.failedRows,
            isNumber: true,
            sortValue: (row) => row.failed_rows,
            cell: ({ failed_rows }) => formatCount(failed_rows),
          },
          { name: texts.rows, isNumber: true, cell: ({ total_rows }) => formatCount(total_rows) },
        ]}
      />
    </Card>
  );
}

function CheckName({ check, description }: { check: string; description: string }) {
  return (
    <>
      <strong>{formatCode(check)}</strong>
      <br />
      <span className="dim">{description}</span>
    </>
  );
}
