/** A model's figures on the holdout, which its training never read, next to a challenger's where there is one. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/definition-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Tile, Tiles } from '../../components/tiles.tsx';
import { formatDecimal, formatPercent, MISSING_TEXT } from '../../format/numbers.ts';
import type { ModelMetrics } from '../../queries/api-types.ts';
import { useModelMetrics } from '../../queries/queries.ts';
import { formatAlgorithm } from '../../texts/codes.ts';
import { ConfusionMatrix } from './confusion-matrix.tsx';
import { CalibrationChart, RocChart, RocComparison } from './evaluation-charts.tsx';

interface HoldoutSectionProps {
  /** Default: the champion. */
  version: string | undefined;
  /** A model to compare with. */
  challengerVersion: string | undefined;
}

export function HoldoutSection({ version, challengerVersion }: HoldoutSectionProps) {
  const query = useModelMetrics(version);
  if (!query.data && query.failure?.kind === 'missing') {
    return (
      <EmptyState title="There is no champion yet">
        {query.failure.detail} The first training that passes its gates makes one.
      </EmptyState>
    );
  }
  return (
    <QueryBoundary query={query}>
      {(metrics) => (
        <>
          <HoldoutTiles metrics={metrics} />
          <div className="grid">
            {challengerVersion ? (
              <RocComparison metrics={metrics} challengerVersion={challengerVersion} />
            ) : (
              <RocChart metrics={metrics} />
            )}
            <CalibrationChart metrics={metrics} />
            <ConfusionMatrix holdout={metrics.holdout} />
            <ModelFacts metrics={metrics} />
          </div>
        </>
      )}
    </QueryBoundary>
  );
}

function HoldoutTiles({ metrics: { holdout, intervals } }: { metrics: ModelMetrics }) {
  const describeInterval = (metric: string) => {
    const [low, high] = intervals?.[metric] ?? [];
    return low === undefined ? undefined : `95 %: ${formatDecimal(low)} to ${formatDecimal(high)}`;
  };
  return (
    <Tiles>
      <Tile name="AUC" value={formatDecimal(holdout.auc, 4)} note={describeInterval('auc')} />
      <Tile name="Gini" value={formatDecimal(holdout.gini, 4)} note={describeInterval('gini')} />
      <Tile name="KS" value={formatDecimal(holdout.ks)} note={describeInterval('ks')} />
      <Tile name="Brier" value={formatDecimal(holdout.brier)} note={describeInterval('brier') ?? 'less is better'} />
      <Tile
        name="Calibration error"
        value={formatDecimal(holdout.ece)}
        note={describeInterval('ece') ?? 'ECE, less is better'}
      />
      <Tile name="Accuracy" value={formatPercent(holdout.accuracy)} note={`F1 ${formatDecimal(holdout.f1)}`} />
    </Tiles>
  );
}

function ModelFacts({ metrics: { version, kind, stage, cv, holdout, latency } }: { metrics: ModelMetrics }) {
  const latencyText =
    typeof latency?.p95_ms === 'number' ? `${formatDecimal(latency.p95_ms, 2)} ms (p95)` : MISSING_TEXT;
  return (
    <Card title="The model" note={<StateBadge code={stage} />}>
      <DefinitionList
        entries={[
          [
            'Version',
            <Link key="version" href={`/models/${version}`}>
              {version}
            </Link>,
          ],
          ['Algorithm', formatAlgorithm(kind)],
          ['AUC by cross-validation', `${formatDecimal(cv.auc_mean, 4)} ± ${formatDecimal(cv.auc_std, 4)}`],
          ['Precision and recall', `${formatPercent(holdout.precision)} and ${formatPercent(holdout.recall)}`],
          ['Time for one score', latencyText],
        ]}
      />
    </Card>
  );
}
