/** The registry: every model version with its lifecycle stage and the reasons for it. */
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { NextSteps } from '../../components/next-steps.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatBytes, formatDecimal, MISSING_TEXT } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { ModelSummary } from '../../queries/api-types.ts';
import { useModels } from '../../queries/queries.ts';
import { formatAlgorithm } from '../../texts/codes.ts';
import { commandTexts } from '../../texts/commands.ts';
import { modelsTexts as texts } from '../../texts/models/models.ts';

export default function ModelsPage() {
  const [search] = useSearchParams();
  const before = search.get('before') ?? undefined;
  const query = useModels(before);
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <QueryBoundary query={query}>
        {({ models, next_before }) =>
          models.length === 0 ? (
            <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
          ) : (
            <div className="stack">
              <div className="card">
                <p className="summary">{texts.holdoutsDiffer}</p>
                <Table
                  isList
                  caption={texts.caption}
                  rows={models}
                  rowKey={({ version }) => version}
                  columns={COLUMNS}
                />
                <p className="row">
                  {before && <Link href="/models">{texts.newest}</Link>}
                  {next_before && <Link href={`/models?before=${next_before}`}>{texts.older}</Link>}
                </p>
              </div>
              <RegistrySteps models={models} />
            </div>
          )
        }
      </QueryBoundary>
    </Page>
  );
}

function RegistrySteps({ models }: { models: readonly ModelSummary[] }) {
  const challenger = models.find(({ stage }) => stage === 'challenger');
  return (
    <NextSteps
      links={
        challenger
          ? [
              [`/models/${challenger.version}`, texts.waiting(challenger.version)],
              ['/performance', texts.nextCompare],
            ]
          : []
      }
      commands={[
        [texts.nextTrain, commandTexts.train],
        [texts.nextList, commandTexts.listModels],
      ]}
    />
  );
}

const COLUMNS: Column<ModelSummary>[] = [
  {
    name: texts.version,
    cell: ({ version }) => (
      <Link className="whole-line" href={`/models/${version}`}>
        {version}
      </Link>
    ),
  },
  { name: texts.algorithm, cell: ({ kind }) => formatAlgorithm(kind) },
  { name: texts.stage, cell: ({ stage }) => <StateBadge code={stage} /> },
  {
    name: texts.holdoutAuc,
    isNumber: true,
    value: ({ holdout_auc }) => holdout_auc,
    cell: ({ holdout_auc }) => formatDecimal(holdout_auc, 4),
  },
  { name: texts.registered, cell: ({ registered_at }) => formatTime(registered_at) },
  { name: texts.stageSince, cell: ({ stage_changed_at }) => formatTime(stage_changed_at) },
  { name: texts.why, cell: ({ stage_reasons }) => stage_reasons.join('; ') || MISSING_TEXT },
  { name: texts.size, isNumber: true, cell: ({ size_bytes }) => formatBytes(size_bytes) },
];
