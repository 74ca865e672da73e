/** The state of an experiment, and the level of a check, as badges. */
import { StateBadge } from '../../components/figures/state-badge.tsx';
import type { Tone } from '../../format/tones.ts';
import type { ExperimentSummary } from '../../queries/api-types.ts';
import { experimentTexts } from '../../texts/governance/experiments.ts';

const STATE_TONES: Record<ExperimentSummary['state'], Tone> = {
  ...{ waiting: 'plain', running: 'good', ended: 'plain', stopped: 'bad' },
};

export function ExperimentState({ state }: Pick<ExperimentSummary, 'state'>) {
  return <StateBadge code={state} tone={STATE_TONES[state]} />;
}

type Level = keyof typeof experimentTexts.levels;

const LEVEL_TONES: Record<Level, Tone> = { ok: 'good', insufficient: 'plain', mismatch: 'bad', violated: 'bad' };

export function LevelBadge({ level }: { level: Level }) {
  return <StateBadge code={level} tone={LEVEL_TONES[level]} name={experimentTexts.levels[level]} />;
}
