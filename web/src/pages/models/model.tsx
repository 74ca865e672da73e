/** One model version: its promotion gates, the candidates it was chosen from, its features and its model card. */
import { Link, useParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/definition-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Table } from '../../components/table.tsx';
import { formatBytes, formatCount, formatDecimal, formatPercent, MISSING_TEXT } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Model } from '../../queries/api-types.ts';
import { useModel } from '../../queries/queries.ts';
import { formatAlgorithm, formatCode } from '../../texts/codes.ts';
import { Markdown } from './markdown.tsx';

export default function ModelPage() {
  const { version = '' } = useParams();
  const query = useModel(version);
  return (
    <Page
      title={`Model ${version}`}
      subtitle={
        <>
          <Link href="/models">All models</Link> · <Link href={`/performance?version=${version}`}>How good it is</Link>
        </>
      }
    >
      <QueryBoundary query={query}>{(model) => <ModelDetails model={model} />}</QueryBoundary>
    </Page>
  );
}

function ModelDetails({ model }: { model: Model }) {
  return (
    <div className="stack">
      <ModelProperties model={model} />
      <div className="grid">
        <PromotionGates gates={model.gates} />
        <Candidates model={model} />
      </div>
      <FeatureList features={model.features} />
      {model.model_card ? (
        <section className="card" aria-label="Model card">
          <div className="prose">
            <Markdown text={model.model_card} />
          </div>
        </section>
      ) : (
        <EmptyState title="There is no model card">Its training wrote none.</EmptyState>
      )}
    </div>
  );
}

function ModelProperties({ model }: { model: Model }) {
  const { training_run_id } = model;
  const runLink = training_run_id ? <Link href={`/runs/${training_run_id}`}>{training_run_id}</Link> : MISSING_TEXT;
  return (
    <Card title={formatCode(formatAlgorithm(model.kind))} note={<StateBadge code={model.stage} />}>
      <DefinitionList
        entries={[
          ['At its stage since', formatTime(model.stage_changed_at)],
          ['Why', model.stage_reasons.join('; ') || MISSING_TEXT],
          ['Registered', formatTime(model.registered_at)],
          ['Last promoted', formatTime(model.promoted_at)],
          ['Holdout AUC', formatDecimal(model.holdout_auc, 4)],
          ['Trained on', describeTrainingRows(model)],
          ['Agrees with Python', describeParity(model)],
          ['Size', formatBytes(model.size_bytes)],
          ['SHA-256 of the model', <code key="sha">{model.sha256}</code>],
          ['Run that it was trained on', runLink],
        ]}
      />
    </Card>
  );
}

function describeTrainingRows({ training: { rows, positives } }: Model): string {
  return `${formatCount(rows)} rows, ${formatPercent(positives / rows)} of them defaults`;
}

function describeParity({ parity: { max_abs_difference, rows, decision_flips } }: Model): string {
  return `within ${max_abs_difference.toExponential(1)} on ${formatCount(rows)} rows, ${formatCount(decision_flips)} decisions differ`;
}

function PromotionGates({ gates }: Pick<Model, 'gates'>) {
  if (gates.length === 0)
    return <EmptyState title="It was not judged yet">Gates are measured when a model is registered.</EmptyState>;
  const failed = gates.filter(({ verdict }) => verdict === 'failed').length;
  return (
    <Card title="Promotion gates" note={failed === 0 ? 'None failed.' : `${formatCount(failed)} failed.`}>
      <Table
        caption="Promotion gates"
        rows={gates}
        rowKey={({ gate }) => gate}
        columns={[
          { name: 'Gate', cell: ({ gate }) => formatCode(gate) },
          { name: 'Verdict', cell: ({ verdict }) => <StateBadge code={verdict} /> },
          { name: 'Measured', cell: ({ measured }) => measured },
          { name: 'Required', cell: ({ required }) => required },
        ]}
      />
    </Card>
  );
}

function Candidates({ model: { candidates, kind } }: { model: Model }) {
  return (
    <Card title="Candidates" note="Chosen by cross-validation; the holdout was never used to choose.">
      <Table
        caption="Candidates"
        rows={candidates}
        rowKey={(candidate) => `${candidate.kind} ${candidates.indexOf(candidate)}`}
        columns={[
          {
            name: 'Algorithm',
            cell: (candidate) => {
              const algorithm = formatAlgorithm(candidate.kind);
              return candidate.kind === kind ? <strong>{algorithm}, chosen</strong> : algorithm;
            },
          },
          {
            name: 'CV AUC',
            isNumber: true,
            sortValue: ({ cv }) => cv.auc_mean,
            cell: ({ cv }) => `${formatDecimal(cv.auc_mean, 4)} ± ${formatDecimal(cv.auc_std, 4)}`,
          },
          {
            name: 'Holdout AUC',
            isNumber: true,
            sortValue: ({ holdout }) => holdout.auc,
            cell: ({ holdout }) => formatDecimal(holdout.auc, 4),
          },
          { name: 'KS', isNumber: true, cell: ({ holdout }) => formatDecimal(holdout.ks) },
          { name: 'Brier', isNumber: true, cell: ({ holdout }) => formatDecimal(holdout.brier) },
          { name: 'ECE', isNumber: true, cell: ({ holdout }) => formatDecimal(holdout.ece) },
        ]}
      />
    </Card>
  );
}

/** Of the probability of default, as a feature grows; by `monotone`. */
const DIRECTIONS: Record<number, string> = { [-1]: 'more is safer', 0: 'either way', 1: 'more is riskier' };

function FeatureList({ features }: Pick<Model, 'features'>) {
  return (
    <details className="card">
      <summary>
        <strong>{formatCount(features.length)} features</strong> that it reads, in the order of its inputs
      </summary>
      <Table
        caption="Features"
        rows={features}
        rowKey={({ name }) => name}
        columns={[
          { name: 'Feature', cell: ({ label }) => label },
          { name: 'Name', cell: ({ name }) => <code>{name}</code> },
          { name: 'Type', cell: ({ type }) => formatCode(type) },
          { name: 'Direction', cell: ({ monotone }) => DIRECTIONS[monotone] ?? '–' },
        ]}
      />
    </details>
  );
}
