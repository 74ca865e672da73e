/**
 * What would change a decision: the smallest changes, and sliders to try values. The pages of an application and of a
 * case show it. It is searched for when a person asks, so that opening a page costs nothing.
 */
import { useState } from 'react';
import type { Counterfactual } from '../../queries/api-types.ts';
import { useCounterfactuals } from '../../queries/counterfactual-queries.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { counterfactualTexts as texts } from '../../texts/cases/counterfactuals.ts';
import { Card } from '../card.tsx';
import { QueryBoundary } from '../query-boundary.tsx';
import { Answers } from './answers.tsx';
import { TriedValues, type Values } from './tried-values.tsx';

/** Features that an answer changes at most, unless one change at a time is wanted. */
const MAX_CHANGES = 3;

export function WhatWouldChange({ predictionId }: { predictionId: string }) {
  const [isOpen, setOpen] = useState(false);
  if (!useCanCall('getCounterfactuals')) return null;
  if (isOpen) return <OpenPanel predictionId={predictionId} />;
  return (
    <Card title={texts.title} note={texts.note}>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {texts.open}
      </button>
    </Card>
  );
}

function OpenPanel({ predictionId }: { predictionId: string }) {
  const [isOnlyOne, setOnlyOne] = useState(false);
  const [values, setValues] = useState<Values>({});
  const all = useCounterfactuals(predictionId, MAX_CHANGES);
  const query = useCounterfactuals(predictionId, isOnlyOne ? 1 : MAX_CHANGES);
  const show = ({ changes }: Counterfactual) =>
    setValues(Object.fromEntries(changes.map(({ feature, to }) => [feature, to])));
  return (
    <>
      <Card title={texts.title} note={texts.note}>
        <label className="row">
          <input type="checkbox" checked={isOnlyOne} onChange={({ target }) => setOnlyOne(target.checked)} />
          {texts.onlyOne}
        </label>
        <QueryBoundary query={query}>{(found) => <Answers found={found} show={show} />}</QueryBoundary>
      </Card>
      {all.data && all.data.actionable.length > 0 && (
        <TriedValues stored={all.data} values={values} change={setValues} />
      )}
    </>
  );
}
