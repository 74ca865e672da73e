/** The form that proposes a version: for which applications, from when, and why. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../../components/card.tsx';
import { isReason, ReasonField } from '../../../components/forms/reason-field.tsx';
import { Refusal } from '../../../components/forms/refusal.tsx';
import type { Policy, PolicySegment } from '../../../queries/api-types.ts';
import { useProposePolicy } from '../../../queries/policy-queries.ts';
import { policyTexts } from '../../../texts/policies/policies.ts';

const { propose: texts } = policyTexts;

export function ProposeForm({ policy: { version, state } }: { policy: Policy }) {
  const [segment, setSegment] = useState<PolicySegment | null>(null);
  const [from, setFrom] = useState<string | null>(null);
  const [why, setWhy] = useState('');
  const { mutate: propose, isPending, error } = useProposePolicy(version);
  if (state === 'draft') {
    return (
      <Card title={texts.title} note={texts.note}>
        <p>{texts.needsSimulation}</p>
      </Card>
    );
  }
  const isComplete =
    isReason(why) && from !== '' && (segment === null || (segment.feature !== '' && segment.value !== ''));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    propose({ segment, effective_from: from === null ? null : new Date(`${from}Z`).toISOString(), why: why.trim() });
  };
  return (
    <Card title={texts.title} note={texts.note}>
      <form className="form" onSubmit={submit}>
        <SegmentChoice segment={segment} choose={setSegment} />
        <TimeChoice from={from} choose={setFrom} />
        <ReasonField label={texts.why} reason={why} change={setWhy} />
        <button type="submit" className="button primary" disabled={isPending || !isComplete}>
          {isPending ? texts.proposing : texts.propose}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </Card>
  );
}

interface SegmentChoiceProps {
  segment: PolicySegment | null;
  choose: (segment: PolicySegment | null) => void;
}

function SegmentChoice({ segment, choose }: SegmentChoiceProps) {
  return (
    <fieldset>
      <legend className="label">{texts.applications}</legend>
      <div className="row">
        <label className="row">
          <input type="radio" name="segment" checked={segment === null} onChange={() => choose(null)} />
          {texts.everything}
        </label>
        <label className="row">
          <input
            type="radio"
            name="segment"
            checked={segment !== null}
            onChange={() => choose({ feature: '', value: '' })}
          />
          {texts.oneSegment}
        </label>
      </div>
      {segment && (
        <div className="row">
          <label>
            <span className="label">{texts.feature}</span>
            <input
              type="text"
              required
              value={segment.feature}
              onChange={({ target }) => choose({ ...segment, feature: target.value })}
            />
          </label>
          <label>
            <span className="label">{texts.value}</span>
            <input
              type="text"
              required
              value={segment.value}
              onChange={({ target }) => choose({ ...segment, value: target.value })}
            />
          </label>
        </div>
      )}
    </fieldset>
  );
}

function TimeChoice({ from, choose }: { from: string | null; choose: (from: string | null) => void }) {
  return (
    <fieldset>
      <legend className="label">{texts.start}</legend>
      <div className="row">
        <label className="row">
          <input type="radio" name="from" checked={from === null} onChange={() => choose(null)} />
          {texts.atOnce}
        </label>
        <label className="row">
          <input type="radio" name="from" checked={from !== null} onChange={() => choose('')} />
          {texts.later}
        </label>
      </div>
      {from !== null && (
        <label>
          <span className="label">{texts.from}</span>
          <input type="datetime-local" required value={from} onChange={({ target }) => choose(target.value)} />
        </label>
      )}
    </fieldset>
  );
}
