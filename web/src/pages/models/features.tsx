/** What the champion goes by, measured in two ways. */
import { Link } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Card, ShareBar } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { formatDecimal } from '../../format/numbers.ts';
import type { Importance } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

type Feature = Importance['features'][number];

export default function FeaturesPage() {
  const query = useReport('importance');
  return (
    <Page
      title="Feature importance"
      subtitle={
        query.data?.model_version ? (
          <>
            Of the champion <Link href={`/models/${query.data.model_version}`}>{query.data.model_version}</Link>, on
            rows that training never saw
          </>
        ) : undefined
      }
    >
      <QueryBoundary query={query}>
        {({ features }) =>
          features.length === 0 ? (
            <EmptyState title="There is no champion yet">
              The first training that passes its gates makes one.
            </EmptyState>
          ) : (
            <Features features={features} />
          )
        }
      </QueryBoundary>
    </Page>
  );
}

function Features({ features }: { features: Feature[] }) {
  const most = (of: (feature: Feature) => number | null) =>
    Math.max(...features.map((feature) => of(feature) ?? 0)) || 1;
  const [mostAuc, mostShap] = [most((row) => row.permutation_auc), most((row) => row.mean_abs_shap)];
  const [first, second] = features;
  return (
    <Card
      title="What decides"
      note={`${first?.label}${second ? `, then ${second.label.charAt(0).toLowerCase()}${second.label.slice(1)}` : ''} weigh most. AUC lost: how much worse the model ranks when the feature is shuffled. Mean |SHAP|: how far it moves a score, on average, in the model's own scale.`}
    >
      <Table
        caption="Feature importance"
        rows={features}
        rowKey={({ feature }) => feature}
        columns={[
          {
            name: 'Feature',
            sortValue: ({ label }) => label,
            cell: ({ label, feature }) => <span title={feature}>{label}</span>,
          },
          {
            name: 'AUC lost',
            isNumber: true,
            sortValue: (row) => row.permutation_auc,
            cell: ({ permutation_auc }) => (
              <ShareBar share={(permutation_auc ?? 0) / mostAuc}>{formatDecimal(permutation_auc, 4)}</ShareBar>
            ),
          },
          {
            name: 'Mean |SHAP|',
            isNumber: true,
            sortValue: (row) => row.mean_abs_shap,
            cell: ({ mean_abs_shap }) => (
              <ShareBar share={(mean_abs_shap ?? 0) / mostShap} colour="var(--series-3)">
                {formatDecimal(mean_abs_shap, 4)}
              </ShareBar>
            ),
          },
          {
            name: 'Drift',
            cell: ({ feature }) => (
              <Link href={`/drift?feature=${encodeURIComponent(feature)}`}>
                see<span className="unseen"> the drift of {feature}</span>
              </Link>
            ),
          },
        ]}
      />
    </Card>
  );
}
