/** Two sliders that move the cut-offs of a simulated policy. Figures and trade-off curve follow at once. */
import { useId, useState } from 'react';
import { Card } from '../../../components/card.tsx';
import { Select } from '../../../components/select.tsx';
import { formatExactPercent } from '../../../format/numbers.ts';
import type { SimulatedCurve, SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';
import { describeCondition } from '../../policies/document/describe-condition.ts';
import type { Condition } from '../../policies/document/policy-document.ts';
import { useOperandNames } from '../../policies/document/use-operand-names.ts';
import { CutOffTable } from './cut-off-table.tsx';
import { type ChosenCutOffs, computeFigures, getOwnCutOffs } from './sum-bins.ts';
import { TradeOffChart } from './trade-off-chart.tsx';

const { slider: texts } = simulationTexts;

interface SliderProps {
  result: SimulationResult;
  currency: string | null;
}

export function CutOffSlider({ result, currency }: SliderProps) {
  const [position, setPosition] = useState(0);
  const curve = result.curves[position];
  return curve ? (
    <CurveSliders
      key={position}
      curve={curve}
      position={position}
      choose={setPosition}
      result={result}
      currency={currency}
    />
  ) : null;
}

interface CurveSlidersProps extends SliderProps {
  curve: SimulatedCurve;
  position: number;
  choose: (position: number) => void;
}

function CurveSliders({ curve, position, choose, result, currency }: CurveSlidersProps) {
  const own = getOwnCutOffs(curve);
  const [chosen, setChosen] = useState<ChosenCutOffs>(own);
  const name = useOperandNames();
  const figures = computeFigures(result, position, chosen);
  const options = result.curves.map(({ policy_version, when }, index) => ({
    value: String(index),
    text: texts.choice(policy_version, when ? describeCondition(when as Condition, name) : texts.otherwise),
  }));
  // An approval from where the policy declines would be both: the other cut-off moves along.
  const approveBelow = (approve: number) => setChosen({ approve, decline: Math.max(approve, chosen.decline) });
  const declineFrom = (decline: number) => setChosen({ approve: Math.min(decline, chosen.approve), decline });
  return (
    <div className="grid lead">
      <Card title={texts.title} note={texts.note}>
        <div className="form">
          {options.length > 1 && (
            <Select
              label={texts.cutOffs}
              value={String(position)}
              options={options}
              choose={(value) => choose(Number(value))}
            />
          )}
          <Slider label={texts.approve} edges={curve.edges} value={chosen.approve} choose={approveBelow} />
          <Slider label={texts.decline} edges={curve.edges} value={chosen.decline} choose={declineFrom} />
          <button type="button" className="button" onClick={() => setChosen(own)}>
            {texts.reset}
          </button>
        </div>
        <CutOffTable figures={figures} result={result} currency={currency} />
      </Card>
      <TradeOffChart result={result} position={position} chosen={chosen} currency={currency} />
    </div>
  );
}

interface SliderFieldProps {
  label: string;
  /** Ascending, from 0. */
  edges: readonly number[];
  value: number;
  choose: (edge: number) => void;
}

/** Its steps are the edges, so that no bin is cut. */
function Slider({ label, edges, value, choose }: SliderFieldProps) {
  const id = useId();
  const steps = [...edges.slice(1), 1];
  const text = formatExactPercent(value);
  return (
    <div className="full">
      <label htmlFor={id} className="slider-label">
        <span>{label}</span> <output htmlFor={id}>{text}</output>
      </label>
      <input
        id={id}
        className="full"
        type="range"
        min={0}
        max={steps.length - 1}
        step={1}
        value={steps.indexOf(value)}
        aria-valuetext={text}
        onChange={({ target }) => choose(steps[target.valueAsNumber] ?? value)}
      />
    </div>
  );
}
