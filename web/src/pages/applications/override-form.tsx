/** The form in which a reviewer overrides the decision of an application. The prediction itself stays as it is. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { DECISIONS } from '../../format/labels.ts';
import type { Decision, Evidence } from '../../queries/api-types.ts';
import { useOverride } from '../../queries/queries.ts';
import { overrideTexts } from '../../texts/cases/overrides.ts';
import { formatCode } from '../../texts/codes.ts';

const { form: texts } = overrideTexts;

export function OverrideForm({ evidence }: { evidence: Evidence }) {
  const currentDecision = evidence.decision;
  const [decision, setDecision] = useState<Decision>();
  const [reason, setReason] = useState('');
  const { mutate: storeOverride, isPending, data: stored, error } = useOverride(evidence.prediction_id);
  const clear = () => {
    setReason('');
    setDecision(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (decision) storeOverride({ decision, reason: reason.trim() }, { onSuccess: clear });
  };
  const isCurrent = stored !== undefined && stored.override_id === evidence.override?.override_id;
  const isComplete = decision !== undefined && isReason(reason);
  return (
    <Card title={texts.title} note={texts.note(formatCode(currentDecision))}>
      <form className="form" onSubmit={submit}>
        <DecisionChoice
          decisions={DECISIONS.filter((name) => name !== currentDecision)}
          chosen={decision}
          choose={setDecision}
        />
        <ReasonField label={texts.reason} reason={reason} change={setReason} />
        <button type="submit" className="button primary" disabled={isPending || !isComplete}>
          {isPending ? texts.storing : texts.store}
        </button>
        <p role="status">{isCurrent ? texts.stored(formatCode(stored.decision)) : ''}</p>
        {error && <Refusal error={error} />}
      </form>
    </Card>
  );
}

interface DecisionChoiceProps {
  decisions: Decision[];
  chosen: Decision | undefined;
  choose: (decision: Decision) => void;
}

function DecisionChoice({ decisions, chosen, choose }: DecisionChoiceProps) {
  return (
    <fieldset>
      <legend className="unseen">{texts.decision}</legend>
      <div className="row">
        {decisions.map((name) => (
          <label key={name} className="row">
            <input type="radio" name="decision" required checked={chosen === name} onChange={() => choose(name)} />
            {formatCode(name)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
