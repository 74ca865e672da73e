/** The slider of a number that a person can change, or the choice of a category. */
import { useId } from 'react';
import { formatFeatureValue } from '../../format/numbers.ts';
import type { ActionableFeature } from '../../queries/api-types.ts';
import { Select } from '../select.tsx';
import { findPosition, listPositions } from './slider-positions.ts';

interface LeverFieldProps {
  lever: ActionableFeature;
  value: number | string;
  change: (value: number | string) => void;
}

export function LeverField({ lever, value, change }: LeverFieldProps) {
  if (typeof value === 'number') return <LeverSlider lever={lever} value={value} change={change} />;
  const options = [lever.value, ...lever.categories].map((category) => ({
    value: String(category),
    text: String(category),
  }));
  return <Select label={lever.label} value={value} options={options} choose={change} />;
}

function LeverSlider({ lever, value, change }: LeverFieldProps & { value: number }) {
  const id = useId();
  const positions = listPositions(lever);
  const text = formatFeatureValue(value);
  return (
    <div className="full">
      <label htmlFor={id} className="slider-label">
        <span>{lever.label}</span> <output htmlFor={id}>{text}</output>
      </label>
      <input
        id={id}
        className="full"
        type="range"
        min={0}
        max={positions.length - 1}
        step={1}
        value={findPosition(positions, value)}
        aria-valuetext={text}
        onChange={({ target }) => change(positions[target.valueAsNumber] ?? value)}
      />
    </div>
  );
}
