/** A form with one text: a note, or what documents are missing. */
import { type FormEvent, useRef, useState } from 'react';
import { isReason, ReasonField } from '../../../components/forms/reason-field.tsx';
import { Refusal } from '../../../components/forms/refusal.tsx';
import { workTexts } from '../../../texts/review/case.ts';
import type { WorkState } from './use-case-work.ts';

interface TextStepFormProps {
  step: 'note' | 'request-documents';
  texts: { open: string; note: string; text: string; button: string };
  work: WorkState;
}

export function TextStepForm({ step, texts, work }: TextStepFormProps) {
  const [text, setText] = useState('');
  const details = useRef<HTMLDetailsElement>(null);
  const error = work.findError(step);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    work.send({ step, note: text.trim() }, () => {
      setText('');
      if (details.current) details.current.open = false;
    });
  };
  return (
    <details ref={details} className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <ReasonField label={texts.text} reason={text} change={setText} />
        <button type="submit" className="button" disabled={work.isPending || !isReason(text)}>
          {work.isPending ? workTexts.storing : texts.button}
        </button>
        {Boolean(error) && <Refusal error={error} />}
      </form>
    </details>
  );
}
