/** The form that enters what a person requests. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { Select } from '../../components/select.tsx';
import type { PrivacyRequest } from '../../queries/api-types.ts';
import { useEnterPrivacyRequest } from '../../queries/privacy-queries.ts';
import { PRIVACY_KINDS, privacyFormTexts as texts } from '../../texts/privacy/privacy.ts';
import { CorrectionFields, NO_CORRECTION } from './correction-fields.tsx';
import { KINDS } from './privacy-filter.ts';

export function PrivacyForm() {
  const [kind, setKind] = useState<PrivacyRequest['kind']>('access');
  const [customerId, setCustomerId] = useState('');
  const [receivedOn, setReceivedOn] = useState('');
  const [why, setWhy] = useState('');
  const [erasesScores, setErasesScores] = useState(false);
  const [correction, setCorrection] = useState(NO_CORRECTION);
  const [, navigate] = useLocation();
  const { mutate: enter, isPending, error } = useEnterPrivacyRequest();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter(
      {
        ...{ kind, customer_id: customerId, why: why.trim() },
        ...(receivedOn && { received_at: `${receivedOn}T00:00:00.000Z` }),
        ...(kind === 'erasure' && { erase_scores: erasesScores }),
        ...(kind === 'rectification' && { corrections: [{ ...correction, value: correction.value || null }] }),
      },
      { onSuccess: ({ request_id }) => navigate(`/privacy/${request_id}`) },
    );
  };
  return (
    <details className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <Select
          label={texts.kind}
          value={kind}
          options={KINDS.map((value) => ({ value, text: PRIVACY_KINDS[value] }))}
          choose={(chosen) => setKind(KINDS.find((name) => name === chosen) ?? 'access')}
        />
        <label>
          <span className="label">{texts.customer}</span>
          <input
            type="text"
            required
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            value={customerId}
            onChange={({ target }) => setCustomerId(target.value)}
          />
        </label>
        <label>
          <span className="label">{texts.received}</span>
          <input type="date" value={receivedOn} onChange={({ target }) => setReceivedOn(target.value)} />
        </label>
        {kind === 'rectification' && <CorrectionFields correction={correction} change={setCorrection} />}
        {kind === 'erasure' && (
          <label className="row full">
            <input type="checkbox" checked={erasesScores} onChange={() => setErasesScores(!erasesScores)} />
            {texts.scores}
          </label>
        )}
        <ReasonField label={texts.why} reason={why} change={setWhy} />
        <button type="submit" className="button primary" disabled={isPending || customerId === '' || !isReason(why)}>
          {isPending ? texts.storing : texts.enter}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}
