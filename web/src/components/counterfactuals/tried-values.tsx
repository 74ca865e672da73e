/** Sliders of what a person can change. The outcome of the tried values follows a moment after the last move. */
import { useEffect, useState } from 'react';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import type { Counterfactuals, WhatIf } from '../../queries/api-types.ts';
import { useWhatIf } from '../../queries/counterfactual-queries.ts';
import { counterfactualTexts } from '../../texts/cases/counterfactuals.ts';
import { formatCode } from '../../texts/codes.ts';
import { Card } from '../card.tsx';
import { DecisionLabel } from '../figures/decision-label.tsx';
import { Tile, Tiles } from '../figures/tiles.tsx';
import { Refusal } from '../forms/refusal.tsx';
import { LeverField } from './lever-field.tsx';

const { tried: texts } = counterfactualTexts;

/** A slider that moves sends many values; only where it rests is scored. */
const REST_MILLISECONDS = 200;

export type Values = Readonly<Record<string, number | string>>;

interface TriedValuesProps {
  stored: Counterfactuals;
  values: Values;
  change: (values: Values) => void;
}

export function TriedValues({ stored, values, change }: TriedValuesProps) {
  const { outcome, isPending, error } = useOutcome(stored.prediction_id, values);
  return (
    <Card title={texts.title} note={texts.note}>
      <div className="form">
        {stored.actionable.map((lever) => (
          <LeverField
            key={lever.feature}
            lever={lever}
            value={values[lever.feature] ?? lever.value}
            change={(value) => change(setValue(values, lever.feature, value, lever.value))}
          />
        ))}
        <button type="button" className="button" onClick={() => change({})}>
          {texts.reset}
        </button>
      </div>
      <Outcome stored={stored} outcome={outcome} isPending={isPending} />
      {error && <Refusal error={error} />}
    </Card>
  );
}

/** The values that differ from those that were decided on. */
function setValue(values: Values, feature: string, value: number | string, decided: number | string): Values {
  const { [feature]: _, ...others } = values;
  return value === decided ? others : { ...others, [feature]: value };
}

/** Scores the values that differ; without any there is no outcome. */
function useOutcome(predictionId: string, values: Values) {
  const { mutate, isPending, error, reset } = useWhatIf(predictionId);
  const [outcome, setOutcome] = useState<WhatIf>();
  useEffect(() => {
    if (Object.keys(values).length === 0) {
      reset();
      setOutcome(undefined);
      return;
    }
    const timer = setTimeout(() => mutate(values, { onSuccess: setOutcome }), REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [values, mutate, reset]);
  return { outcome, isPending, error };
}

interface OutcomeProps {
  stored: Counterfactuals;
  outcome: WhatIf | undefined;
  isPending: boolean;
}

function Outcome({ stored, outcome, isPending }: OutcomeProps) {
  const { pd, score, decision } = outcome ?? stored;
  const describeStored = (value: string) => (outcome ? texts.stored(value) : undefined);
  return (
    <section aria-label={texts.outcome}>
      <Tiles>
        <Tile
          name={counterfactualTexts.decision}
          value={<DecisionLabel decision={decision} />}
          note={describeStored(formatCode(stored.decision))}
        />
        <Tile
          name={counterfactualTexts.pd}
          value={formatPercent(pd, 2)}
          note={describeStored(formatPercent(stored.pd, 2))}
        />
        <Tile
          name={counterfactualTexts.score}
          value={formatCount(score)}
          note={describeStored(formatCount(stored.score))}
        />
      </Tiles>
      <p role="status" className="dim">
        {describeState(outcome, isPending)}
      </p>
    </section>
  );
}

function describeState(outcome: WhatIf | undefined, isPending: boolean): string {
  if (isPending) return texts.scoring;
  if (!outcome) return texts.unchanged;
  return `${counterfactualTexts.decision}: ${formatCode(outcome.decision)}`;
}
