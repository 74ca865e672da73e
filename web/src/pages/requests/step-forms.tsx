/** The forms of what a person may do with a request: decide it, withdraw it, or review an emergency. */
import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import type { ChangeRequest } from '../../queries/api-types.ts';
import { type RequestStep, useRequestStep } from '../../queries/request-queries.ts';
import { requestTexts as texts } from '../../texts/governance/requests.ts';

interface StepForm {
  title: string;
  note: string;
  buttons: readonly (readonly [step: RequestStep, name: string])[];
}

const FORMS: readonly StepForm[] = [
  {
    ...texts.decide,
    buttons: [
      ['approve', texts.decide.approve],
      ['reject', texts.decide.reject],
    ],
  },
  { ...texts.withdraw, buttons: [['withdraw', texts.withdraw.button]] },
  { ...texts.review, buttons: [['review', texts.review.button]] },
];

export function StepForms({ request }: { request: ChangeRequest }) {
  const forms = FORMS.filter(({ buttons }) => buttons.some(([step]) => request.can.includes(step)));
  if (forms.length === 0) return <p className="dim">{texts.nothing}</p>;
  return forms.map((form) => <StepFormCard key={form.title} form={form} request={request} />);
}

function StepFormCard({ form, request }: { form: StepForm; request: ChangeRequest }) {
  const [why, setWhy] = useState('');
  const { mutate, isPending, error } = useRequestStep(request.request_id);
  return (
    <Card title={form.title} note={form.note}>
      <div className="form">
        <ReasonField label={texts.decide.why} reason={why} change={setWhy} />
        <div className="row">
          {form.buttons.map(([step, name], index) => (
            <button
              key={step}
              type="button"
              className={index === 0 ? 'button primary' : 'button'}
              disabled={isPending || !isReason(why) || !request.can.includes(step)}
              onClick={() => mutate({ step, why: why.trim() })}
            >
              {isPending ? texts.decide.storing : name}
            </button>
          ))}
        </div>
        {error && <Refusal error={error} />}
      </div>
    </Card>
  );
}
