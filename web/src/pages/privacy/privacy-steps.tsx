/** The forms of what may be done with a request: start, extend, refuse, complete. */
import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import type { PrivacyRequest } from '../../queries/api-types.ts';
import { usePrivacyStep } from '../../queries/privacy-queries.ts';
import { privacyRequestTexts } from '../../texts/privacy/privacy.ts';

const { start: startTexts, steps: texts } = privacyRequestTexts;

export function PrivacySteps({ request }: { request: PrivacyRequest }) {
  const { can } = request;
  return (
    <>
      {can.includes('start') && <StartCard request={request} />}
      {can.includes('extend') && <StepCard request={request} step="extend" />}
      {can.includes('refuse') && <StepCard request={request} step="refuse" />}
      {can.includes('complete') && <StepCard request={request} step="complete" />}
    </>
  );
}

/** An erasure is confirmed by the customer's id. */
function StartCard({ request: { request_id, kind, customer_id } }: { request: PrivacyRequest }) {
  const [confirmed, setConfirmed] = useState('');
  const { mutate, isPending, error } = usePrivacyStep(request_id);
  const isErasure = kind === 'erasure';
  const note = isErasure ? startTexts.erasure : kind === 'access' ? startTexts.access : startTexts.other;
  return (
    <Card title={startTexts.title} note={note}>
      <div className="form">
        {isErasure && (
          <label>
            <span className="label">{startTexts.confirm}</span>
            <input
              type="text"
              autoComplete="off"
              spellCheck={false}
              value={confirmed}
              onChange={({ target }) => setConfirmed(target.value)}
            />
          </label>
        )}
        <button
          type="button"
          className="button primary"
          disabled={isPending || (isErasure && confirmed !== customer_id)}
          onClick={() => mutate({ step: 'start' })}
        >
          {isPending ? startTexts.starting : startTexts.button}
        </button>
        {error && <Refusal error={error} />}
      </div>
    </Card>
  );
}

function StepCard({ request, step }: { request: PrivacyRequest; step: 'extend' | 'refuse' | 'complete' }) {
  const [why, setWhy] = useState('');
  const [dueOn, setDueOn] = useState('');
  const { mutate, isPending, error } = usePrivacyStep(request.request_id);
  const { title, note, button } = texts[step];
  const submit = () => {
    const reason = why.trim();
    mutate(step === 'extend' ? { step, due_at: `${dueOn}T00:00:00.000Z`, why: reason } : { step, why: reason });
  };
  return (
    <details className="card">
      <summary>{title}</summary>
      <p className="summary apart">{note}</p>
      <div className="form">
        {step === 'extend' && (
          <label>
            <span className="label">{texts.due}</span>
            <input type="date" value={dueOn} onChange={({ target }) => setDueOn(target.value)} />
          </label>
        )}
        <ReasonField label={texts.why} reason={why} change={setWhy} />
        <button
          type="button"
          className="button"
          disabled={isPending || !isReason(why) || (step === 'extend' && dueOn === '')}
          onClick={submit}
        >
          {isPending ? texts.storing : button}
        </button>
        {error && <Refusal error={error} />}
      </div>
    </details>
  );
}
