/** A form with one text: a note, or what documents are missing. */
import { type FormEvent, useRef } from 'react';
import { isReason, ReasonField } from '../../../components/forms/reason-field.tsx';
import { workTexts } from '../../../texts/review/case.ts';
import { StepRefusal } from './step-refusal.tsx';
import type { WorkState } from './use-case-work.ts';

interface TextStepFormProps {
  step: 'note' | 'request-documents';
  texts: { open: string; note: string; text: string; button: string };
  work: WorkState;
}

export function TextStepForm({ step, texts, work }: TextStepFormProps) {
  const text = work.readText(step);
  const details = useRef<HTMLDetailsElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    work.send({ step, note: text.trim() }, () => {
      work.writeText(step, '');
      if (details.current) details.current.open = false;
    });
  };
  return (
    <details ref={details} className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <ReasonField label={texts.text} reason={text} change={(changed) => work.writeText(step, changed)} />
        <button type="submit" className="button" disabled={work.isPending || !isReason(text)}>
          {work.isPending ? workTexts.storing : texts.button}
        </button>
        <StepRefusal work={work} of={[step]} />
      </form>
    </details>
  );
}
