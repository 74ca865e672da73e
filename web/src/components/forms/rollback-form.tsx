/** The form with which one person lets what decided before decide again. People are alarmed by it. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useEmergencyRollback } from '../../queries/request-queries.ts';
import { rollbackTexts as texts } from '../../texts/governance/rollback.ts';
import { isReason, ReasonField } from './reason-field.tsx';
import { Refusal } from './refusal.tsx';

interface RollbackFormProps {
  of: 'policy' | 'model';
  /** What decides now, as the person sees it: where another does by then, nothing is changed. */
  seen: string | undefined;
}

export function RollbackForm({ of, seen }: RollbackFormProps) {
  const [why, setWhy] = useState('');
  const [, navigate] = useLocation();
  const { mutate: rollBack, isPending, error } = useEmergencyRollback();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = ({ request_id }: { request_id: string }) => navigate(`/requests/${request_id}`);
    rollBack({ of, from: seen, why: why.trim() }, { onSuccess });
  };
  return (
    <details className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.notes[of]}</p>
      <form className="form" onSubmit={submit}>
        <ReasonField label={texts.why} reason={why} change={setWhy} />
        <button type="submit" className="button" disabled={isPending || seen === undefined || !isReason(why)}>
          {isPending ? texts.rollingBack : texts.rollBack}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}
