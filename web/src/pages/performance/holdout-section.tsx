/** A model's figures on its own holdout, which its training never read. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import type { ModelMetrics } from '../../queries/api-types.ts';
import { formatAlgorithm } from '../../texts/codes.ts';
import { performanceTexts as texts } from '../../texts/models/performance.ts';
import { ConfusionMatrix } from './confusion-matrix.tsx';
import { CalibrationChart, RocChart } from './evaluation-charts.tsx';
import { HoldoutTiles } from './holdout-tiles.tsx';

export function HoldoutSection({ metrics }: { metrics: ModelMetrics }) {
  const rows = countRows(metrics);
  return (
    <section className="stack" aria-labelledby="holdout">
      <div>
        <h2 className="section" id="holdout">
          {texts.holdout(rows)}
        </h2>
        <p className="summary">{texts.holdoutWhy(measureDefaultRate(metrics))}</p>
      </div>
      <HoldoutTiles metrics={metrics} />
      <div className="grid">
        <RocChart metrics={metrics} rows={rows} />
        <CalibrationChart metrics={metrics} />
        <ConfusionMatrix holdout={metrics.holdout} />
        <ModelFacts metrics={metrics} />
      </div>
    </section>
  );
}

function countRows({ holdout: { confusion } }: ModelMetrics): number {
  return confusion.tn + confusion.fp + confusion.fn + confusion.tp;
}

function measureDefaultRate(metrics: ModelMetrics): number {
  const { fn, tp } = metrics.holdout.confusion;
  return (fn + tp) / Math.max(countRows(metrics), 1);
}

function ModelFacts({ metrics: { version, kind, stage, cv, holdout, latency } }: { metrics: ModelMetrics }) {
  return (
    <Card title={texts.facts} note={<StateBadge code={stage} />}>
      <DefinitionList
        entries={[
          [
            texts.factVersion,
            <Link key="version" href={`/models/${version}`}>
              {version}
            </Link>,
          ],
          [texts.algorithm, formatAlgorithm(kind)],
          [texts.cvAuc, texts.cvAucValue(cv.auc_mean, cv.auc_std)],
          [texts.precisionRecall, texts.precisionRecallValue(holdout.precision, holdout.recall)],
          [texts.latency, latency ? texts.latencyValue(latency.p50_ms, latency.p99_ms) : texts.notMeasured],
        ]}
      />
    </Card>
  );
}
