/** The registry: every model version with its lifecycle stage and the reasons for it. */
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatBytes, formatDecimal, MISSING_TEXT } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { ModelSummary } from '../../queries/api-types.ts';
import { useModels } from '../../queries/queries.ts';
import { formatAlgorithm } from '../../texts/codes.ts';

export default function ModelsPage() {
  const [search] = useSearchParams();
  const query = useModels(search.get('before') ?? undefined);
  return (
    <Page
      title="Model registry"
      subtitle="The champion decides; a challenger is scored beside it; gates decide who may become one."
    >
      <QueryBoundary query={query}>
        {({ models, next_before }) =>
          models.length === 0 ? (
            <EmptyState title="No model is registered yet">The first training registers one.</EmptyState>
          ) : (
            <div className="card">
              <Table caption="Registered models" rows={models} rowKey={({ version }) => version} columns={COLUMNS} />
              {next_before && <Link href={`/models?before=${next_before}`}>Older models</Link>}
            </div>
          )
        }
      </QueryBoundary>
    </Page>
  );
}

const COLUMNS: Column<ModelSummary>[] = [
  { name: 'Version', cell: ({ version }) => <Link href={`/models/${version}`}>{version}</Link> },
  { name: 'Algorithm', cell: ({ kind }) => formatAlgorithm(kind) },
  { name: 'Stage', cell: ({ stage }) => <StateBadge code={stage} /> },
  {
    name: 'Holdout AUC',
    isNumber: true,
    sortValue: (row) => row.holdout_auc,
    cell: ({ holdout_auc }) => formatDecimal(holdout_auc, 4),
  },
  { name: 'Registered', cell: ({ registered_at }) => formatTime(registered_at) },
  { name: 'At its stage since', cell: ({ stage_changed_at }) => formatTime(stage_changed_at) },
  { name: 'Why', cell: ({ stage_reasons }) => stage_reasons.join('; ') || MISSING_TEXT },
  { name: 'Size', isNumber: true, cell: ({ size_bytes }) => formatBytes(size_bytes) },
];
