/** What a person can do after reading the performance of a model version. */
import { NextSteps } from '../../components/next-steps.tsx';
import type { ModelMetrics } from '../../queries/api-types.ts';
import { commandTexts } from '../../texts/commands.ts';
import { performanceNextTexts as texts } from '../../texts/models/live-performance.ts';

interface PerformanceStepsProps extends Pick<ModelMetrics, 'version' | 'stage'> {
  challengerVersion: string | undefined;
}

const CHAMPION_LINKS = [
  ['/segments', texts.segments],
  ['/drift', texts.drift],
  ['/features', texts.features],
] as const;
const CHAMPION_COMMANDS = [
  [texts.train, commandTexts.train],
  [texts.rollback, commandTexts.rollBack],
] as const;

export function PerformanceSteps({ version, stage, challengerVersion }: PerformanceStepsProps) {
  const isChampion = stage === 'champion';
  return (
    <NextSteps
      links={[[`/models/${version}`, texts.gates], ...(isChampion ? CHAMPION_LINKS : [])]}
      commands={[
        ...(challengerVersion ? [[texts.promote, commandTexts.promote(challengerVersion)] as const] : []),
        ...(isChampion ? CHAMPION_COMMANDS : []),
      ]}
    />
  );
}
