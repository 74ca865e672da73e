/** How well a model predicts: on the holdout of its training, on observed outcomes, and against the challenger. */
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import type { ModelMetrics, ModelSummary } from '../../queries/api-types.ts';
import { useModelMetrics, useModels } from '../../queries/queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { formatCode } from '../../texts/codes.ts';
import { performanceTexts as texts } from '../../texts/models/performance.ts';
import { ComparisonSection } from './comparison-section.tsx';
import { HoldoutSection } from './holdout-section.tsx';
import { OutcomesSection } from './outcomes-section.tsx';
import { PerformanceSteps } from './performance-steps.tsx';

export default function PerformancePage() {
  const [search, setSearch] = useSearchParams();
  // Addresses that were sent before the parameter had the name of the API's say `version`.
  const version = search.get('model_version') ?? search.get('version') ?? undefined;
  const query = useModelMetrics(version);
  const models = useModels().data?.models ?? [];
  const isMissing = isNotFound(query);
  if (isMissing && version !== undefined) {
    return (
      <NotFound what={texts.what} id={version}>
        <Link href="/models">{texts.allVersions}</Link>
      </NotFound>
    );
  }
  const shown = version ?? query.data?.version;
  return (
    <Page
      title={texts.title}
      subtitle={texts.subtitle}
      controls={
        shown !== undefined && (
          <VersionChoice models={models} shown={shown} choose={(chosen) => setSearch({ model_version: chosen })} />
        )
      }
    >
      {isMissing ? (
        <EmptyState title={texts.noChampion}>{texts.noChampionWhy}</EmptyState>
      ) : (
        <QueryBoundary key={version} query={query}>
          {(metrics) => <Sections metrics={metrics} version={version} models={models} />}
        </QueryBoundary>
      )}
    </Page>
  );
}

interface VersionChoiceProps {
  models: readonly ModelSummary[];
  shown: string;
  choose: (version: string) => void;
}

/** Offers the newest versions, and the one that the page shows. */
function VersionChoice({ models, shown, choose }: VersionChoiceProps) {
  const options = models.map(({ version, stage }) => ({
    value: version,
    text: texts.versionOption(version, formatCode(stage)),
  }));
  const isListed = options.some(({ value }) => value === shown);
  return (
    <Select
      label={texts.version}
      value={shown}
      options={isListed ? options : [{ value: shown, text: shown }, ...options]}
      choose={choose}
    />
  );
}

interface SectionsProps {
  metrics: ModelMetrics;
  /** Default: the champion. */
  version: string | undefined;
  models: readonly ModelSummary[];
}

function Sections({ metrics, version, models }: SectionsProps) {
  const challenger = models.find(({ stage }) => stage === 'challenger');
  const isCompared = challenger && (metrics.stage === 'champion' || metrics.version === challenger.version);
  return (
    <div className="stack">
      <HoldoutSection metrics={metrics} />
      <OutcomesSection version={version} isChampion={metrics.stage === 'champion'} />
      {isCompared && <ComparisonSection />}
      <PerformanceSteps version={metrics.version} stage={metrics.stage} challengerVersion={challenger?.version} />
    </div>
  );
}
