/** The effect of a feature's values as a picture of a line's height. The words next to it say the same. */
import type { FeatureEffect } from '../../queries/api-types.ts';
import { findLargestEffect } from './feature-effects.ts';

const WIDTH_PIXELS = 64;
const HEIGHT_PIXELS = 20;
/** The shortest bar, so that no value disappears. */
const MIN_BAR_PIXELS = 1;

export function EffectShape({ effects }: { effects: readonly FeatureEffect[] }) {
  const known = effects.filter(({ is_missing }) => !is_missing);
  if (known.length === 0) return null;
  const largest = findLargestEffect(known);
  const step = WIDTH_PIXELS / known.length;
  const middle = HEIGHT_PIXELS / 2;
  return (
    <svg className="effect-shape" width={WIDTH_PIXELS} height={HEIGHT_PIXELS} aria-hidden="true">
      {known.map((effect, index) => {
        const height = Math.max((middle * Math.abs(effect.mean_contribution)) / largest, MIN_BAR_PIXELS);
        const isUp = effect.mean_contribution > 0;
        return (
          <rect
            key={`${effect.from} ${effect.category}`}
            className={isUp ? 'up' : 'down'}
            x={index * step}
            y={isUp ? middle - height : middle}
            width={Math.max(step - 1, 1)}
            height={height}
          />
        );
      })}
    </svg>
  );
}
