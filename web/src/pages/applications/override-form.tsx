/** The form in which a reviewer overrides the decision of an application. The prediction itself stays as it is. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { DECISIONS } from '../../format/labels.ts';
import type { Decision, Evidence } from '../../queries/api-types.ts';
import { describeRefusal } from '../../queries/failure.ts';
import { useOverride } from '../../queries/queries.ts';
import { overrideTexts } from '../../texts/cases/overrides.ts';
import { formatCode } from '../../texts/codes.ts';

export const SHORTEST_REASON_CHARACTERS = 10; // the API refuses shorter ones
const LONGEST_REASON_CHARACTERS = 1000;
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
  const isComplete = decision !== undefined && reason.trim().length >= SHORTEST_REASON_CHARACTERS;
  return (
    <Card title={texts.title} note={texts.note(formatCode(currentDecision))}>
      <form className="form" onSubmit={submit}>
        <DecisionChoice
          decisions={DECISIONS.filter((name) => name !== currentDecision)}
          chosen={decision}
          choose={setDecision}
        />
        <ReasonField reason={reason} change={setReason} />
        <button type="submit" className="button primary" disabled={isPending || !isComplete}>
          {isPending ? texts.storing : texts.store}
        </button>
        <p role="status">{isCurrent ? texts.stored(formatCode(stored.decision)) : ''}</p>
        {error && <OverrideFailure error={error} />}
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

export function ReasonField({ reason, change }: { reason: string; change: (reason: string) => void }) {
  return (
    <label className="full">
      <span className="label">{texts.reason}</span>
      <textarea
        required
        minLength={SHORTEST_REASON_CHARACTERS}
        maxLength={LONGEST_REASON_CHARACTERS}
        value={reason}
        onChange={(event) => change(event.target.value)}
      />
      <span className="label">
        {texts.reasonLength(SHORTEST_REASON_CHARACTERS, LONGEST_REASON_CHARACTERS, reason.trim().length)}
      </span>
    </label>
  );
}

export function OverrideFailure({ error }: { error: unknown }) {
  const { title, detail } = describeRefusal(error);
  return (
    <p role="alert" className="trouble">
      {overrideTexts.failure(title, detail)}
    </p>
  );
}
