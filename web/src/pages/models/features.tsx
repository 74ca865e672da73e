/** The importance of the champion's features, by permutation and by SHAP. */
import { Link } from 'wouter';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { ShareBar } from '../../components/share-bar.tsx';
import { Table } from '../../components/table.tsx';
import { lowerFirstLetter } from '../../format/labels.ts';
import { formatDecimal } from '../../format/numbers.ts';
import type { Importance } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

type Feature = Importance['features'][number];

export default function FeaturesPage() {
  const query = useReport('importance');
  const version = query.data?.model_version;
  return (
    <Page title="Feature importance" subtitle={version && <ModelSentence version={version} />}>
      <QueryBoundary query={query}>
        {({ features }) =>
          features.length === 0 ? (
            <EmptyState title="There is no champion yet">
              The first training that passes its gates makes one.
            </EmptyState>
          ) : (
            <ImportanceTable features={features} />
          )
        }
      </QueryBoundary>
    </Page>
  );
}

function ModelSentence({ version }: { version: string }) {
  return (
    <>
      Of the champion <Link href={`/models/${version}`}>{version}</Link>, on rows that training never saw
    </>
  );
}

function ImportanceTable({ features }: { features: Feature[] }) {
  const largestAucLoss = findLargest(features.map(({ permutation_auc }) => permutation_auc));
  const largestShap = findLargest(features.map(({ mean_abs_shap }) => mean_abs_shap));
  return (
    <Card
      title="What decides"
      note={`${nameStrongest(features)} weigh most. AUC lost: how much worse the model ranks when the feature is shuffled. Mean |SHAP|: how far it moves a score, on average, in the model's own scale.`}
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
            cell: ({ permutation_auc: loss }) => (
              <ShareBar share={(loss ?? 0) / largestAucLoss}>{formatDecimal(loss, 4)}</ShareBar>
            ),
          },
          {
            name: 'Mean |SHAP|',
            isNumber: true,
            sortValue: (row) => row.mean_abs_shap,
            cell: ({ mean_abs_shap: shap }) => (
              <ShareBar share={(shap ?? 0) / largestShap} colour={SERIES_COLOURS.third}>
                {formatDecimal(shap, 4)}
              </ShareBar>
            ),
          },
          { name: 'Drift', cell: ({ feature }) => <DriftLink feature={feature} /> },
        ]}
      />
    </Card>
  );
}

/** The length of a full bar: never 0, which could not divide. */
function findLargest(values: (number | null)[]): number {
  return Math.max(...values.map((value) => value ?? 0)) || 1;
}

/** `Income, then age`; the API lists the most important feature first. */
function nameStrongest([first, second]: Feature[]): string {
  return `${first?.label}${second ? `, then ${lowerFirstLetter(second.label)}` : ''}`;
}

function DriftLink({ feature }: { feature: string }) {
  return (
    <Link href={`/drift?feature=${encodeURIComponent(feature)}`}>
      see<span className="unseen"> the drift of {feature}</span>
    </Link>
  );
}
