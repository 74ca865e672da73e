/** How well a model predicts: on the holdout of its training, and on outcomes observed since it decides. */
import { useSearchParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Select } from '../../components/select.tsx';
import { useModels } from '../../queries/queries.ts';
import { formatAlgorithm } from '../../texts/codes.ts';
import { HoldoutSection } from './holdout-section.tsx';
import { OutcomesSection } from './outcomes-section.tsx';

export default function PerformancePage() {
  const [search, setSearch] = useSearchParams();
  const version = search.get('version') ?? undefined;
  const models = useModels().data?.models ?? [];
  const champion = models.find(({ stage }) => stage === 'champion');
  const challenger = models.find(({ stage }) => stage === 'challenger');
  const controls = models.length > 0 && (
    <Select
      label="Model"
      value={version ?? champion?.version ?? ''}
      options={models.map((model) => ({
        value: model.version,
        text: `${model.version} · ${formatAlgorithm(model.kind)} · ${model.stage}`,
      }))}
      choose={(chosen) => setSearch({ version: chosen })}
    />
  );
  return (
    <Page
      title="Model performance"
      subtitle="On rows that training never saw, and on outcomes that came true after the score."
      controls={controls}
    >
      <HoldoutSection
        key={version}
        version={version}
        challengerVersion={challenger?.version === version ? undefined : challenger?.version}
      />
      {(version === undefined || version === champion?.version) && <OutcomesSection />}
    </Page>
  );
}
