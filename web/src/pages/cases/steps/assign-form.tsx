/** The form in which a case is given to somebody who can decide it, or confirm its decision. */
import { type FormEvent, useState } from 'react';
import { isReason, ReasonField } from '../../../components/forms/reason-field.tsx';
import { QueryBoundary } from '../../../components/query-boundary.tsx';
import { Select } from '../../../components/select.tsx';
import type { Case, Reviewer } from '../../../queries/api-types.ts';
import { useReviewers } from '../../../queries/case-queries.ts';
import { namePerson } from '../../../texts/forms.ts';
import { workTexts } from '../../../texts/review/case.ts';
import { listTakers } from './list-takers.ts';
import { StepRefusal } from './step-refusal.tsx';
import type { WorkState } from './use-case-work.ts';

const { assign: texts } = workTexts;

export function AssignForm({ current, work }: { current: Case; work: WorkState }) {
  const reviewers = useReviewers();
  return (
    <details className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <QueryBoundary query={reviewers}>
        {(all) => <AssignFields work={work} takers={listTakers(all, current)} />}
      </QueryBoundary>
    </details>
  );
}

function AssignFields({ work, takers }: { work: WorkState; takers: readonly Reviewer[] }) {
  const [person, setPerson] = useState('');
  const text = work.readText('assign');
  const note = text.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    work.send({ step: 'assign', to: person, ...(note && { note }) }, () => {
      setPerson('');
      work.writeText('assign', '');
    });
  };
  const isComplete = person !== '' && (note === '' || isReason(text));
  return (
    <form className="form" onSubmit={submit}>
      <Select
        label={texts.person}
        value={person}
        options={[
          { value: '', text: texts.choose },
          ...takers.map((taker) => ({ value: taker.id, text: namePerson(taker) })),
        ]}
        choose={setPerson}
      />
      <ReasonField
        label={texts.text}
        reason={text}
        change={(changed) => work.writeText('assign', changed)}
        isRequired={false}
      />
      <button type="submit" className="button" disabled={work.isPending || !isComplete}>
        {work.isPending ? workTexts.storing : texts.button}
      </button>
      <StepRefusal work={work} of={['assign']} />
    </form>
  );
}
