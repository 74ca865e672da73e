/** The importance of the champion's features, and how the values of a chosen one move the risk. */
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { NextSteps } from '../../components/next-steps.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { lowerFirstLetter } from '../../format/labels.ts';
import type { Importance } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { featuresTexts as texts } from '../../texts/models/features.ts';
import { FeatureEffects } from './feature-effects-card.tsx';
import { FigureMeanings, ImportanceTable } from './importance-table.tsx';

export default function FeaturesPage() {
  const [search] = useSearchParams();
  const query = useReport('importance');
  const version = query.data?.model_version;
  return (
    <Page title={texts.title} subtitle={version && <ModelSentence version={version} />}>
      <QueryBoundary query={query}>
        {({ features, model_version }) =>
          features.length === 0 ? (
            <EmptyState title={texts.noChampion}>{texts.noChampionWhy}</EmptyState>
          ) : (
            <Features features={features} version={model_version} chosenFeature={search.get('feature')} />
          )
        }
      </QueryBoundary>
    </Page>
  );
}

function ModelSentence({ version }: { version: string }) {
  return (
    <>
      {texts.subtitleBefore} <Link href={`/models/${version}`}>{version}</Link>, {texts.subtitleAfter}
    </>
  );
}

interface FeaturesProps {
  features: Importance['features'];
  version: string | null;
  chosenFeature: string | null;
}

function Features({ features, version, chosenFeature }: FeaturesProps) {
  const selected = features.find(({ feature }) => feature === chosenFeature) ?? features[0];
  if (!selected) return null;
  const { feature, label } = selected;
  return (
    <div className="stack">
      <div className="grid detail-first">
        <ImportanceTable features={features} selected={selected} />
        <FeatureEffects feature={selected} />
      </div>
      <FigureMeanings />
      <NextSteps
        links={[
          [`/drift?feature=${encodeURIComponent(feature)}`, texts.nextDrift(lowerFirstLetter(label))],
          ['/segments', texts.nextSegments],
          [`/models/${version}`, texts.nextModel],
        ]}
      />
    </div>
  );
}
