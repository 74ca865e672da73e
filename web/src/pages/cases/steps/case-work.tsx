/** The forms of what the signed-in person may do with a case now. What was typed stays while the page is open. */
import { useState } from 'react';
import { Card } from '../../../components/card.tsx';
import { Refusal } from '../../../components/forms/refusal.tsx';
import { useFocusAfterChange } from '../../../components/use-focus-after-change.ts';
import { formatTime } from '../../../format/times.ts';
import type { Case, CaseStep } from '../../../queries/api-types.ts';
import { namePerson } from '../../../texts/forms.ts';
import { workTexts as texts } from '../../../texts/review/case.ts';
import { ClaimNext } from '../claim-next.tsx';
import { AssignForm } from './assign-form.tsx';
import { DecideForm, type DecisionDraft, EMPTY_DRAFT } from './decide-form.tsx';
import { SecondPersonForm } from './second-person-form.tsx';
import { TextStepForm } from './text-step-form.tsx';
import { useCaseWork, type WorkState } from './use-case-work.ts';

export function CaseWork({ current }: { current: Case }) {
  const work = useCaseWork(current);
  const [draft, setDraft] = useState<DecisionDraft>(EMPTY_DRAFT);
  const section = useFocusAfterChange<HTMLElement>(work.stored);
  const { can } = current;
  return (
    <section ref={section} tabIndex={-1} aria-label={texts.title} className="stack focused">
      <Card title={texts.title}>
        <p role="status">{work.message}</p>
        <HoldButtons current={current} work={work} />
        {isFinished(current) && work.stored > 0 && <ClaimNext kind={undefined} />}
      </Card>
      {can.includes('decide') && <DecideForm current={current} work={work} draft={draft} change={setDraft} />}
      {can.includes('confirm') && <SecondPersonForm current={current} work={work} />}
      {can.includes('request-documents') && (
        <TextStepForm step="request-documents" texts={texts.documents} work={work} />
      )}
      {can.includes('note') && <TextStepForm step="note" texts={texts.notes} work={work} />}
      {can.includes('assign') && <AssignForm current={current} work={work} />}
    </section>
  );
}

const isFinished = ({ state }: Case): boolean => state !== 'open' && state !== 'waiting_for_documents';

interface StepProps {
  current: Case;
  work: WorkState;
}

const isHoldStep = (step: CaseStep): boolean => step === 'claim' || step === 'release';

function HoldButtons({ current, work }: StepProps) {
  const { can, held_until } = current;
  const isHolder = can.includes('release');
  const { failed } = work;
  // The form of a step goes when somebody else was faster, and its refusal would go with it.
  const isShownHere = failed !== undefined && (isHoldStep(failed.step) || !can.includes(failed.step));
  const renderButton = (step: 'claim' | 'release', name: string, isPrimary: boolean) =>
    can.includes(step) && (
      <button
        type="button"
        className={isPrimary ? 'button primary' : 'button'}
        disabled={work.isPending}
        onClick={() => work.send({ step })}
      >
        {name}
      </button>
    );
  return (
    <>
      <p className={isHolder || can.includes('claim') ? undefined : 'dim'}>
        {isHolder ? texts.release.note(formatTime(held_until)) : describeClaim(current)}
      </p>
      <div className="row">
        {renderButton('claim', isHolder ? texts.claim.longer : texts.claim.button, !isHolder)}
        {renderButton('release', texts.release.button, false)}
      </div>
      {isShownHere && <Refusal error={failed.error} />}
    </>
  );
}

/** What somebody who does not hold the case can do about that. */
function describeClaim({ state, holder, can }: Case): string {
  if (state === 'decided' || state === 'withdrawn') return texts.nothing.finished;
  if (can.includes('claim')) return texts.claim.note;
  if (holder) return texts.nothing.held(namePerson(holder));
  return state === 'waiting_for_second' ? texts.nothing.waits : texts.nothing.open;
}
