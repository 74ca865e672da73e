/** The drift of a day in four figures. Only a day with enough applications has them. */
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { formatCount, formatDecimal } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Drift, DriftReport } from '../../queries/api-types.ts';
import { driftTexts as texts } from '../../texts/models/drift.ts';

interface LevelTilesProps {
  report: DriftReport;
  /** Applications of the day. */
  rows: number | undefined;
}

export function LevelTiles({ report: { as_of, features, score }, rows }: LevelTilesProps) {
  const countLevel = (level: Drift['level']) => features.filter((feature) => feature.level === level).length;
  const [alertCount, warnCount] = [countLevel('alert'), countLevel('warn')];
  return (
    <Tiles>
      <Tile name={texts.measuredRows} value={formatCount(rows)} note={texts.measuredOn(formatDate(as_of))} />
      <Tile name={texts.scorePsi} value={formatDecimal(score?.psi)} note={score && <StateBadge code={score.level} />} />
      <Tile
        name={texts.changed}
        value={formatCount(alertCount)}
        tone={alertCount > 0 ? 'bad' : undefined}
        note={texts.changedNote(features.length)}
      />
      <Tile
        name={texts.watch}
        value={formatCount(warnCount)}
        tone={warnCount > 0 ? 'warn' : undefined}
        note={texts.changedNote(features.length)}
      />
      <Tile name={texts.notJudged} value={formatCount(countLevel('insufficient'))} note={texts.notJudgedNote} />
    </Tiles>
  );
}
