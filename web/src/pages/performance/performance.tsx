/** How good a model is: on rows that training never saw, and since on outcomes that came true. */
import { Link, useSearchParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Card, StateBadge, Tile, Tiles } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { DefinitionList } from '../../components/table.tsx';
import { formatAlgorithm } from '../../format/labels.ts';
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import type { ModelMetrics, Performance } from '../../queries/api-types.ts';
import { useModelMetrics, useModels, useReport } from '../../queries/queries.ts';
import { Calibration, Confusion, Roc } from './holdout.tsx';
import { Challenger, Realised } from './realised.tsx';

export default function PerformancePage() {
  const [search, setSearch] = useSearchParams();
  const version = search.get('version') ?? undefined;
  const models = useModels();
  const list = models.data?.models ?? [];
  const champion = list.find(({ stage }) => stage === 'champion');
  const challenger = list.find(({ stage }) => stage === 'challenger');
  const tools = list.length > 0 && (
    <label>
      <span className="label">Model</span>
      <select
        value={version ?? champion?.version ?? ''}
        onChange={(event) => setSearch({ version: event.target.value })}
      >
        {list.map((model) => (
          <option key={model.version} value={model.version}>
            {model.version} · {formatAlgorithm(model.kind)} · {model.stage}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Page
      title="Model performance"
      subtitle="On rows that training never saw, and on outcomes that came true after the score."
      controls={tools}
    >
      <OnHoldout
        key={version}
        version={version}
        challenger={challenger?.version === version ? undefined : challenger?.version}
      />
      {(version === undefined || version === champion?.version) && <OnOutcomes />}
    </Page>
  );
}

function OnHoldout({ version, challenger }: { version: string | undefined; challenger: string | undefined }) {
  const query = useModelMetrics(version);
  if (!query.data && query.failure?.kind === 'missing') {
    return (
      <EmptyState title="There is no champion yet">
        {query.failure.detail} The first training that passes its gates makes one.
      </EmptyState>
    );
  }
  return (
    <QueryBoundary query={query}>{(metrics) => <Holdout metrics={metrics} challenger={challenger} />}</QueryBoundary>
  );
}

function Holdout({ metrics, challenger }: { metrics: ModelMetrics; challenger: string | undefined }) {
  const { holdout, cv, intervals, latency } = metrics;
  const interval = (name: string) => {
    const [low, high] = intervals?.[name] ?? [];
    return low === undefined ? undefined : `95 %: ${formatDecimal(low)} to ${formatDecimal(high)}`;
  };
  return (
    <>
      <Tiles>
        <Tile name="AUC" value={formatDecimal(holdout.auc, 4)} note={interval('auc')} />
        <Tile name="Gini" value={formatDecimal(holdout.gini, 4)} note={interval('gini')} />
        <Tile name="KS" value={formatDecimal(holdout.ks)} note={interval('ks')} />
        <Tile name="Brier" value={formatDecimal(holdout.brier)} note={interval('brier') ?? 'less is better'} />
        <Tile
          name="Calibration error"
          value={formatDecimal(holdout.ece)}
          note={interval('ece') ?? 'ECE, less is better'}
        />
        <Tile name="Accuracy" value={formatPercent(holdout.accuracy)} note={`F1 ${formatDecimal(holdout.f1)}`} />
      </Tiles>
      <div className="grid">
        <Roc metrics={metrics} challenger={challenger} />
        <Calibration metrics={metrics} />
        <Confusion holdout={holdout} />
        <Card title="The model" note={<StateBadge code={metrics.stage} />}>
          <DefinitionList
            facts={[
              [
                'Version',
                <Link key="version" href={`/models/${metrics.version}`}>
                  {metrics.version}
                </Link>,
              ],
              ['Algorithm', formatAlgorithm(metrics.kind)],
              ['AUC by cross-validation', `${formatDecimal(cv.auc_mean, 4)} ± ${formatDecimal(cv.auc_std, 4)}`],
              ['Precision and recall', `${formatPercent(holdout.precision)} and ${formatPercent(holdout.recall)}`],
              [
                'Time for one score',
                typeof latency?.p95_ms === 'number' ? `${formatDecimal(latency.p95_ms, 2)} ms (p95)` : '–',
              ],
            ]}
          />
        </Card>
      </div>
    </>
  );
}

function OnOutcomes() {
  const query = useReport('performance');
  return (
    <section className="stack apart" aria-label="Since it decides">
      <h2 className="section">Since it decides</h2>
      <QueryBoundary query={query}>{(report) => <Outcomes report={report} />}</QueryBoundary>
    </section>
  );
}

function Outcomes({ report }: { report: Performance }) {
  if (report.periods.length === 0)
    return (
      <EmptyState title="No outcome is known yet">
        Realised performance appears when the lender delivers outcomes of scored applications.
      </EmptyState>
    );
  const newest = report.periods.at(-1);
  return (
    <>
      <Tiles>
        <Tile
          name="Realised AUC"
          value={formatDecimal(newest?.auc, 4)}
          note={`${formatCount(newest?.applications)} outcomes`}
        />
        <Tile name="Realised KS" value={formatDecimal(newest?.ks)} />
        <Tile name="Realised Brier" value={formatDecimal(newest?.brier)} />
        <Tile
          name="Bad rate"
          value={formatPercent(newest?.bad_rate, 2)}
          note={`${formatCount(newest?.defaults)} defaults`}
        />
        <Tile name="Expected" value={formatPercent(newest?.mean_pd, 2)} note="mean PD of the same" />
      </Tiles>
      <Realised report={report} />
      {report.challenger && <Challenger champion={report.periods} challenger={report.challenger} />}
    </>
  );
}
