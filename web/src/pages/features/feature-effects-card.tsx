/** How the values of a feature move the risk: a bar to either side for each value, unknown values apart. */
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Table } from '../../components/tables/table.tsx';
import { useFocusOnChange } from '../../components/use-focus-on-change.ts';
import { formatSigned } from '../../format/numbers.ts';
import type { FeatureEffect, Importance } from '../../queries/api-types.ts';
import { featuresTexts as texts } from '../../texts/models/features.ts';
import { describeEffects, findLargestEffect, labelEffect } from './feature-effects.ts';

interface FeatureEffectsProps {
  feature: Importance['features'][number];
}

export function FeatureEffects({ feature: { feature, label, unit, effects } }: FeatureEffectsProps) {
  const place = useFocusOnChange(feature);
  const largest = findLargestEffect(effects);
  return (
    <div ref={place} tabIndex={-1} className="chosen-detail">
      {effects.length === 0 ? (
        <EmptyState title={texts.noEffects}>{texts.noEffectsWhy}</EmptyState>
      ) : (
        <Card title={texts.effects(label)} note={describeEffects(effects)}>
          <Table
            caption={texts.effectsCaption(label)}
            isList
            rows={effects}
            rowKey={(effect) => labelEffect(effect)}
            columns={[
              { name: unit ? texts.valueIn(unit) : texts.value, cell: (effect) => labelEffect(effect) },
              { name: texts.rows, isNumber: true, cell: ({ rows }) => texts.rowCount(rows) },
              {
                name: texts.effect,
                isNumber: true,
                sortValue: (effect) => effect.mean_contribution,
                cell: (effect) => <EffectBar effect={effect} largest={largest} />,
              },
              {
                name: texts.odds,
                isNumber: true,
                cell: ({ mean_contribution }) => texts.oddsFactor(Math.exp(mean_contribution)),
              },
            ]}
          />
        </Card>
      )}
    </div>
  );
}

/** A bar from the middle: to the right the risk is higher, to the left it is lower. */
function EffectBar({ effect: { mean_contribution, is_missing }, largest }: { effect: FeatureEffect; largest: number }) {
  const width = (50 * Math.abs(mean_contribution)) / largest;
  const isUp = mean_contribution > 0;
  const side = isUp ? 'up' : 'down';
  return (
    <span className="bar">
      <span className="effect-track" aria-hidden="true">
        <span
          className={is_missing ? 'missing' : side}
          style={{ left: `${isUp ? 50 : 50 - width}%`, width: `${width}%` }}
        />
      </span>
      <span className="bar-figure">{formatSigned(mean_contribution)}</span>
    </span>
  );
}
