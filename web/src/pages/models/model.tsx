/** One model version: its gates, the candidates it was chosen from, and its model card. */
import { Link, useParams } from 'wouter';
import { Markdown } from '../../components/markdown.tsx';
import { Page } from '../../components/page.tsx';
import { Card, StateBadge } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { DefinitionList, Table } from '../../components/table.tsx';
import { formatAlgorithm, formatCode } from '../../format/labels.ts';
import { formatBytes, formatCount, formatDecimal, formatPercent, formatTime } from '../../format/numbers.ts';
import type { Model } from '../../queries/api-types.ts';
import { useModel } from '../../queries/queries.ts';

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
      <QueryBoundary query={query}>
        {(model) => (
          <div className="stack">
            <Identity model={model} />
            <div className="grid">
              <Gates gates={model.gates} />
              <Candidates model={model} />
            </div>
            <Features features={model.features} />
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
        )}
      </QueryBoundary>
    </Page>
  );
}

function Identity({ model }: { model: Model }) {
  const { training, parity } = model;
  return (
    <Card title={`${formatCode(formatAlgorithm(model.kind))}`} note={<StateBadge code={model.stage} />}>
      <DefinitionList
        facts={[
          ['At its stage since', formatTime(model.stage_changed_at)],
          ['Why', model.stage_reasons.join('; ') || '–'],
          ['Registered', formatTime(model.registered_at)],
          ['Last promoted', formatTime(model.promoted_at)],
          ['Holdout AUC', formatDecimal(model.holdout_auc, 4)],
          [
            'Trained on',
            `${formatCount(training.rows)} rows, ${formatPercent(training.positives / training.rows)} of them defaults`,
          ],
          [
            'Agrees with Python',
            `within ${parity.max_abs_difference.toExponential(1)} on ${formatCount(parity.rows)} rows, ${formatCount(parity.decision_flips)} decisions differ`,
          ],
          ['Size', formatBytes(model.size_bytes)],
          ['SHA-256 of the model', <code key="sha">{model.sha256}</code>],
          [
            'Run that it was trained on',
            model.training_run_id ? (
              <Link key="run" href={`/runs/${model.training_run_id}`}>
                {model.training_run_id}
              </Link>
            ) : (
              '–'
            ),
          ],
        ]}
      />
    </Card>
  );
}

function Gates({ gates }: Pick<Model, 'gates'>) {
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
            cell: (one) =>
              one.kind === kind ? <strong>{formatAlgorithm(one.kind)}, chosen</strong> : formatAlgorithm(one.kind),
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

const DIRECTIONS: Record<number, string> = { [-1]: 'more is safer', 0: 'either way', 1: 'more is riskier' };

function Features({ features }: Pick<Model, 'features'>) {
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
