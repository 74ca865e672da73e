/** The form that proposes a version as champion: a promotion, or for a former champion a rollback. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import type { Model } from '../../queries/api-types.ts';
import { useProposeChange } from '../../queries/request-queries.ts';
import { modelChangeTexts as texts } from '../../texts/models/model-change.ts';

export function ModelChangeForm({ model: { version, stage } }: { model: Model }) {
  const kind = stage === 'retired' ? 'model_rollback' : 'model_promotion';
  const [isDespiteGates, setDespiteGates] = useState(false);
  const [why, setWhy] = useState('');
  const [, navigate] = useLocation();
  const { mutate: propose, isPending, error } = useProposeChange();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const content = kind === 'model_promotion' ? { despite_gates: isDespiteGates } : {};
    const onSuccess = ({ request_id }: { request_id: string }) => navigate(`/requests/${request_id}`);
    propose({ kind, subject: version, content, why: why.trim() }, { onSuccess });
  };
  return (
    <details className="card">
      <summary>{texts.titles[kind]}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        {kind === 'model_promotion' && stage !== 'challenger' && (
          <label className="row">
            <input type="checkbox" checked={isDespiteGates} onChange={() => setDespiteGates(!isDespiteGates)} />
            {texts.despiteGates}
          </label>
        )}
        <ReasonField label={texts.why} reason={why} change={setWhy} />
        <button type="submit" className="button primary" disabled={isPending || !isReason(why)}>
          {isPending ? texts.proposing : texts.propose}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}
