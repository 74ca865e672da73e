/** "Bring your data": a person chooses files of their own for an import, and finds the imports that they made before. */
import { Link } from 'wouter';
import { useSession } from '../../auth/session.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatBytes } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { ImportSummary } from '../../queries/api-types.ts';
import { useImports } from '../../queries/import-queries.ts';
import { FileForm } from './file-form.tsx';

export default function ImportsPage() {
  const { session } = useSession();
  return (
    <Page title="Bring your data" subtitle="From a file of your own to a scored portfolio, step by step.">
      {session?.isImporter ? (
        <div className="stack">
          <FileForm />
          <EarlierImports />
        </div>
      ) : (
        <EmptyState title="You may not import files">
          Only people of the group importers may: they see what is in the files. Ask whoever manages your users to add
          you to it, then sign in again.
        </EmptyState>
      )}
    </Page>
  );
}

function EarlierImports() {
  const query = useImports();
  return (
    <Card title="Your imports" note="Files are deleted after the delivery, or after a week.">
      <QueryBoundary query={query}>
        {(imports) =>
          imports.length === 0 ? (
            <EmptyState title="No import yet">Choose a file above.</EmptyState>
          ) : (
            <Table caption="Your imports" rows={imports} rowKey={({ import_id }) => import_id} columns={COLUMNS} />
          )
        }
      </QueryBoundary>
    </Card>
  );
}

const COLUMNS: Column<ImportSummary>[] = [
  { name: 'Name', cell: ({ import_id, name }) => <Link href={`/imports/${import_id}`}>{name}</Link> },
  { name: 'State', cell: ({ state }) => <StateBadge code={state} /> },
  { name: 'Made', cell: ({ created_at }) => formatTime(created_at) },
  { name: 'Files', cell: ({ files }) => files.map(({ name }) => name).join(', ') },
  {
    name: 'Size',
    isNumber: true,
    cell: ({ files }) => formatBytes(files.reduce((sum, { size_bytes }) => sum + size_bytes, 0)),
  },
];
