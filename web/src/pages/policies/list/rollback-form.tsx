/** The form with which one person lets the policies decide again that decided before. People are alarmed by it. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { isReason, ReasonField } from '../../../components/forms/reason-field.tsx';
import { Refusal } from '../../../components/forms/refusal.tsx';
import { useEmergencyRollback } from '../../../queries/request-queries.ts';
import { policiesTexts } from '../../../texts/policies/policies.ts';

const { rollback: texts } = policiesTexts;

export function RollbackForm() {
  const [why, setWhy] = useState('');
  const [, navigate] = useLocation();
  const { mutate: rollBack, isPending, error } = useEmergencyRollback();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = ({ request_id }: { request_id: string }) => navigate(`/requests/${request_id}`);
    rollBack({ of: 'policy', why: why.trim() }, { onSuccess });
  };
  return (
    <details className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <ReasonField label={texts.why} reason={why} change={setWhy} />
        <button type="submit" className="button" disabled={isPending || !isReason(why)}>
          {isPending ? texts.rollingBack : texts.rollBack}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}
