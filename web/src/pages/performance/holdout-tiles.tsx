/** The figures of a model on its own holdout with their intervals, and what they mean. */
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { formatDecimal, formatPercent } from '../../format/numbers.ts';
import type { ModelMetrics } from '../../queries/api-types.ts';
import { performanceTexts as texts } from '../../texts/models/performance.ts';

export function HoldoutTiles({ metrics: { holdout, intervals } }: { metrics: ModelMetrics }) {
  const describeInterval = (metric: string, describe: (low: number, high: number) => string = texts.interval) => {
    const [low, high] = intervals?.[metric] ?? [];
    return low === undefined || high === undefined ? undefined : describe(low, high);
  };
  return (
    <div>
      <Tiles>
        <Tile name={texts.auc} value={formatDecimal(holdout.auc, 4)} note={describeInterval('auc')} />
        <Tile name={texts.gini} value={formatDecimal(holdout.gini, 4)} note={describeInterval('gini')} />
        <Tile name={texts.ks} value={formatDecimal(holdout.ks)} note={describeInterval('ks')} />
        <Tile
          name={texts.brier}
          value={formatDecimal(holdout.brier)}
          note={describeInterval('brier') ?? texts.lessIsBetter}
        />
        <Tile
          name={texts.ece}
          value={formatDecimal(holdout.ece)}
          note={describeInterval('ece') ?? texts.lessIsBetter}
        />
        <Tile
          name={texts.accuracy}
          value={formatPercent(holdout.accuracy)}
          note={describeInterval('accuracy', texts.shareInterval)}
        />
      </Tiles>
      <details className="card">
        <summary>{texts.meanings}</summary>
        <DefinitionList
          entries={(['auc', 'gini', 'ks', 'brier', 'ece', 'accuracy'] as const).map((figure) => [
            texts[figure],
            texts.meaningOf[figure],
          ])}
        />
      </details>
    </div>
  );
}
