/** The form in which a reviewer overrides the decision of an application. The prediction itself stays as it is. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { DECISIONS } from '../../format/labels.ts';
import type { Decision, Evidence } from '../../queries/api-types.ts';
import { describeFailure } from '../../queries/failure.ts';
import { useOverride } from '../../queries/queries.ts';
import { formatCode } from '../../texts/codes.ts';

export const SHORTEST_REASON_CHARACTERS = 10; // the API refuses shorter ones

export function OverrideForm({ evidence }: { evidence: Evidence }) {
  const currentDecision = evidence.decision;
  const [decision, setDecision] = useState<Decision>();
  const [reason, setReason] = useState('');
  const { mutate: storeOverride, isPending, isSuccess, error } = useOverride(evidence.prediction_id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (decision) storeOverride({ decision, reason: reason.trim() }, { onSuccess: () => setReason('') });
  };
  const isComplete = decision !== undefined && reason.trim().length >= SHORTEST_REASON_CHARACTERS;
  return (
    <Card
      title="Decide otherwise"
      note={`${formatCode(currentDecision)} holds now. Your decision holds for the application, later scores included. Your name, the time and your reason are stored with your decision.`}
    >
      <form className="form" onSubmit={submit}>
        <DecisionChoice
          decisions={DECISIONS.filter((name) => name !== currentDecision)}
          chosen={decision}
          choose={setDecision}
        />
        <ReasonField reason={reason} change={setReason} />
        <button type="submit" className="button primary" disabled={isPending || !isComplete}>
          {isPending ? 'Storing…' : 'Override'}
        </button>
        <p role="status">{isSuccess ? 'Your decision is stored, and holds from now on.' : ''}</p>
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
      <legend className="unseen">Your decision</legend>
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
      <span className="label">Reason, in words that can be shown to the applicant or an auditor</span>
      <textarea
        required
        minLength={SHORTEST_REASON_CHARACTERS}
        maxLength={1000}
        value={reason}
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
}

export function OverrideFailure({ error }: { error: unknown }) {
  const { title, detail } = describeFailure(error);
  return (
    <p role="alert" className="trouble">
      {title}: {detail}
    </p>
  );
}
