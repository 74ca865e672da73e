/** What a person can do with a model version, by its lifecycle stage. */
import { NextSteps } from '../../components/next-steps.tsx';
import type { Model } from '../../queries/api-types.ts';
import { commandTexts } from '../../texts/commands.ts';
import { modelTexts as texts } from '../../texts/models/models.ts';

type Stage = Model['stage'];

export function ModelSteps({ model: { version, stage } }: { model: Model }) {
  const performance = [`/performance?model_version=${version}`, texts.nextPerformance] as const;
  return (
    <NextSteps
      links={[performance, ...(LINKS[stage] ?? [])]}
      commands={[...listChanges(version, stage), [texts.nextShow, commandTexts.showModel(version)]]}
    />
  );
}

const LINKS: Partial<Record<Stage, readonly (readonly [path: string, name: string])[]>> = {
  champion: [
    ['/features', texts.nextFeatures],
    ['/drift', texts.nextDrift],
  ],
  challenger: [['/performance', texts.nextCompare]],
};

/** The lifecycle changes that only a person makes. */
function listChanges(version: string, stage: Stage): (readonly [what: string, command: string])[] {
  if (stage === 'champion') return [[texts.nextRollback, commandTexts.rollBack]];
  if (stage === 'rejected') return [[texts.nextPromoteDespite, commandTexts.promoteDespiteGates(version)]];
  return stage === 'candidate' ? [] : [[texts.nextPromote, commandTexts.promote(version)]];
}
