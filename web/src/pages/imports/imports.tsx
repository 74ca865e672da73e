/** "Bring your data": a person chooses files of their own for an import, and finds the imports that they made before. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatBytes } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Tone } from '../../format/tones.ts';
import type { ImportSummary } from '../../queries/api-types.ts';
import { useImports } from '../../queries/import-queries.ts';
import { STATE_NAMES, importsTexts as texts } from '../../texts/cases/imports.ts';
import { FileForm } from './file-form.tsx';

export default function ImportsPage() {
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <div className="stack">
        <FileForm />
        <EarlierImports />
      </div>
    </Page>
  );
}

function EarlierImports() {
  const query = useImports();
  return (
    <Card title={texts.list.title} note={texts.list.note}>
      <QueryBoundary query={query}>
        {(imports) =>
          imports.length === 0 ? (
            <EmptyState title={texts.list.none.title}>{texts.list.none.text}</EmptyState>
          ) : (
            <Table
              isList
              caption={texts.list.caption}
              rows={imports}
              rowKey={({ import_id }) => import_id}
              columns={COLUMNS}
            />
          )
        }
      </QueryBoundary>
    </Card>
  );
}

/** An import that waits for the person stands out. */
const TONES: Partial<Record<ImportSummary['state'], Tone>> = {
  ...{ uploading: 'warn', proposed: 'warn', checked: 'warn', delivered: 'good' },
};

const COLUMNS: Column<ImportSummary>[] = [
  {
    name: texts.list.name,
    cell: ({ import_id, name }) => (
      <Link className="long" href={`/imports/${import_id}`}>
        {name}
      </Link>
    ),
  },
  {
    name: texts.list.state,
    cell: ({ state }) => <StateBadge code={state} tone={TONES[state]} name={STATE_NAMES[state]} />,
  },
  { name: texts.list.created, cell: ({ created_at }) => formatTime(created_at) },
  {
    name: texts.list.files,
    cell: ({ files }) => <span className="long">{files.map(({ name }) => name).join(', ')}</span>,
  },
  {
    name: texts.list.size,
    isNumber: true,
    cell: ({ files }) => formatBytes(files.reduce((sum, { size_bytes }) => sum + size_bytes, 0)),
  },
];
