/** The registry: every version with its stage, and why it is there. */
import { Link, useSearchParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Badge } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { kindName } from '../../format/labels.ts';
import { bytes, figure, time } from '../../format/numbers.ts';
import { useModels } from '../../queries/queries.ts';

export default function ModelsPage() {
  const [search] = useSearchParams();
  const query = useModels(search.get('before') ?? undefined);
  return (
    <Page
      title="Model registry"
      about="The champion decides; a challenger is scored beside it; gates decide who may become one."
    >
      <QueryBoundary query={query}>
        {({ models, next_before }) =>
          models.length === 0 ? (
            <EmptyState title="No model is registered yet">The first training registers one.</EmptyState>
          ) : (
            <div className="card">
              <Table
                caption="Registered models"
                rows={models}
                keyOf={({ version }) => version}
                columns={[
                  { name: 'Version', cell: ({ version }) => <Link href={`/models/${version}`}>{version}</Link> },
                  { name: 'Algorithm', cell: ({ kind }) => kindName(kind) },
                  { name: 'Stage', cell: ({ stage }) => <Badge code={stage} /> },
                  {
                    name: 'Holdout AUC',
                    isNumber: true,
                    by: (row) => row.holdout_auc,
                    cell: ({ holdout_auc }) => figure(holdout_auc, 4),
                  },
                  { name: 'Registered', cell: ({ registered_at }) => time(registered_at) },
                  { name: 'At its stage since', cell: ({ stage_changed_at }) => time(stage_changed_at) },
                  { name: 'Why', cell: ({ stage_reasons }) => stage_reasons.join('; ') || '–' },
                  { name: 'Size', isNumber: true, cell: ({ size_bytes }) => bytes(size_bytes) },
                ]}
              />
              {next_before && <Link href={`/models?before=${next_before}`}>Older models</Link>}
            </div>
          )
        }
      </QueryBoundary>
    </Page>
  );
}
