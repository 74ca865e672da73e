/** One model version: its promotion gates, the candidates it was chosen from, its features and its model card. */
import { Link, useParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { RollbackForm } from '../../components/forms/rollback-form.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/tables/table.tsx';
import { MISSING_TEXT } from '../../format/numbers.ts';
import type { Model, Role } from '../../queries/api-types.ts';
import { useCanCall, useMe } from '../../queries/me-queries.ts';
import { useModel } from '../../queries/queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { formatCode } from '../../texts/codes.ts';
import { modelTexts as texts } from '../../texts/models/models.ts';
import { Candidates } from './candidates.tsx';
import { Findings } from './findings.tsx';
import { Markdown } from './markdown.tsx';
import { ModelChangeForm } from './model-change-form.tsx';
import { ModelProperties } from './model-properties.tsx';
import { ModelSteps } from './model-steps.tsx';
import { PromotionGates } from './promotion-gates.tsx';
import { ServingModel } from './serving-model.tsx';

export default function ModelPage() {
  const { version = '' } = useParams();
  const query = useModel(version);
  if (isNotFound(query)) {
    return (
      <NotFound what={texts.what} id={version}>
        <Link href="/models">{texts.all}</Link>
      </NotFound>
    );
  }
  return (
    <Page
      title={texts.title(version)}
      subtitle={
        <>
          <Link href="/models">{texts.all}</Link> ·{' '}
          <Link href={`/performance?model_version=${encodeURIComponent(version)}`}>{texts.performance}</Link>
        </>
      }
    >
      <QueryBoundary query={query}>{(model) => <ModelDetails model={model} />}</QueryBoundary>
    </Page>
  );
}

function ModelDetails({ model }: { model: Model }) {
  const holdoutRows = countHoldoutRows(model);
  return (
    <div className="stack">
      <ModelProperties model={model} holdoutRows={holdoutRows} />
      <PromotionGates gates={model.gates} />
      <Findings findings={model.findings} />
      <Candidates model={model} holdoutRows={holdoutRows} />
      <ServingModel serving={model.serving} />
      <FeatureList features={model.features} />
      {model.model_card ? (
        <section className="card" aria-label={texts.card}>
          <div className="prose">
            <Markdown text={model.model_card} />
          </div>
        </section>
      ) : (
        <EmptyState title={texts.noCard}>{texts.noCardWhy}</EmptyState>
      )}
      <ModelChange model={model} />
      <ModelSteps model={model} />
    </div>
  );
}

/** Who proposes promotions and rollbacks, as the API's table of roles has it. */
const PROPOSERS: readonly Role[] = ['analyst', 'model-validator'];

function ModelChange({ model }: { model: Model }) {
  const roles = useMe().data?.roles ?? [];
  const canRollBack = useCanCall('rollBack');
  if (model.stage === 'champion') return canRollBack && <RollbackForm of="model" seen={model.version} />;
  return roles.some((role) => PROPOSERS.includes(role)) && <ModelChangeForm model={model} />;
}

/** All candidates have the same holdout; the confusion matrix of the chosen one counts its rows. */
function countHoldoutRows({ candidates, kind }: Model): number | null {
  const confusion = candidates.find((candidate) => candidate.kind === kind)?.holdout.confusion;
  return confusion ? confusion.tn + confusion.fp + confusion.fn + confusion.tp : null;
}

/** Of the probability of default, as a feature grows; by `monotone`. */
const DIRECTIONS: Record<number, string> = {
  [-1]: texts.directions.safer,
  0: texts.directions.free,
  1: texts.directions.riskier,
};

function FeatureList({ features }: Pick<Model, 'features'>) {
  return (
    <details className="card">
      <summary>
        <strong>{texts.features(features.length)}</strong> {texts.featuresNote}
      </summary>
      <Table
        caption={texts.featuresCaption}
        isList
        rows={features}
        rowKey={({ name }) => name}
        columns={[
          { name: texts.feature, cell: ({ label }) => label },
          { name: texts.name, cell: ({ name }) => <code>{name}</code> },
          { name: texts.type, cell: ({ type }) => formatCode(type) },
          { name: texts.direction, cell: ({ monotone }) => DIRECTIONS[monotone] ?? MISSING_TEXT },
        ]}
      />
    </details>
  );
}
