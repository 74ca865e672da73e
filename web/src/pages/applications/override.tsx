/** A reviewer's own decision over a stored one. The prediction is never changed; the override stands beside it. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../components/parts.tsx';
import { DECISIONS, words } from '../../format/names.ts';
import { api } from '../../queries/client.ts';
import { type Failure, failureOf } from '../../queries/failure.ts';
import type { Decision, Evidence } from '../../queries/types.ts';
import { refreshAll } from '../../queries/use-answer.ts';

const SHORTEST = 10;

export function OverrideForm({ evidence }: { evidence: Evidence }) {
  const { prediction_id, override } = evidence;
  const holds = override?.decision ?? evidence.decision;
  const [decision, setDecision] = useState<Decision>();
  const [reason, setReason] = useState('');
  const [state, setState] = useState<'open' | 'sending' | 'done'>('open');
  const [failure, setFailure] = useState<Failure>();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!decision) return;
    setState('sending');
    setFailure(undefined);
    try {
      await api.POST('/v1/predictions/{prediction_id}/override', {
        params: { path: { prediction_id } },
        body: { decision, reason: reason.trim() },
      });
      setState('done');
      setReason('');
      refreshAll();
    } catch (error) {
      setState('open');
      setFailure(failureOf(error));
    }
  };
  return (
    <Card
      title="Decide otherwise"
      note={`${words(holds)} holds now. Your name, the time and your reason are stored with your decision.`}
    >
      <form className="form" onSubmit={send}>
        <fieldset>
          <legend className="unseen">Your decision</legend>
          <div className="row">
            {DECISIONS.filter((one) => one !== holds).map((one) => (
              <label key={one} className="row">
                <input
                  type="radio"
                  name="decision"
                  required
                  checked={decision === one}
                  onChange={() => setDecision(one)}
                />
                {words(one)}
              </label>
            ))}
          </div>
        </fieldset>
        <label className="full">
          <span className="label">Reason, in words that can be shown to the applicant or an auditor</span>
          <textarea
            required
            minLength={SHORTEST}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <button
          type="submit"
          className="button primary"
          disabled={state === 'sending' || reason.trim().length < SHORTEST || !decision}
        >
          {state === 'sending' ? 'Storing…' : 'Override'}
        </button>
        <p role="status">{state === 'done' ? 'Your decision is stored, and holds from now on.' : ''}</p>
        {failure && (
          <p role="alert" className="trouble">
            {failure.title}: {failure.detail}
          </p>
        )}
      </form>
    </Card>
  );
}
