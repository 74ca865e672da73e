/** The form in which the holder of a case decides it: a decision, reasons of the list that fit it, and own words. */
import type { FormEvent } from 'react';
import { Card } from '../../../components/card.tsx';
import { isReason, ReasonField } from '../../../components/forms/reason-field.tsx';
import { QueryBoundary } from '../../../components/query-boundary.tsx';
import type { Case, CaseDecision, ReasonCode } from '../../../queries/api-types.ts';
import { useReasonCodes } from '../../../queries/case-queries.ts';
import { formatCode } from '../../../texts/codes.ts';
import { workTexts } from '../../../texts/review/case.ts';
import { findObstacle, listDecisions, listFittingCodes } from './fit-reasons.ts';
import { StepRefusal } from './step-refusal.tsx';
import type { WorkState } from './use-case-work.ts';

const { decide: texts } = workTexts;

export interface DecisionDraft {
  decision: CaseDecision['decision'] | undefined;
  codes: readonly string[];
}

export const EMPTY_DRAFT: DecisionDraft = { decision: undefined, codes: [] };

interface DecideFormProps {
  current: Case;
  work: WorkState;
  draft: DecisionDraft;
  change: (draft: DecisionDraft) => void;
}

export function DecideForm(props: DecideFormProps) {
  const codes = useReasonCodes();
  return (
    <Card title={texts.title} note={props.current.needs_second ? texts.noteSecond : texts.note}>
      <QueryBoundary query={codes}>{(all) => <DecisionFields {...props} codes={all} />}</QueryBoundary>
    </Card>
  );
}

function DecisionFields({ current, work, draft, change, codes }: DecideFormProps & { codes: readonly ReasonCode[] }) {
  const fitting = listFittingCodes(codes, current.kind, draft.decision);
  const chosen = fitting.filter(({ code }) => draft.codes.includes(code));
  const needsWords = chosen.some(({ needs_note }) => needs_note);
  const text = work.readText('decide');
  const note = text.trim();
  const isWorded = isReason(text) || (note === '' && !needsWords);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!draft.decision) return;
    const reason_codes = chosen.map(({ code }) => code);
    const { decision } = draft;
    const { prediction_id } = current;
    work.send({ step: 'decide', decision, reason_codes, prediction_id, ...(note && { note }) }, () => {
      change(EMPTY_DRAFT);
      work.writeText('decide', '');
    });
  };
  return (
    <form className="form" onSubmit={submit}>
      <DecisionChoice
        decisions={listDecisions(codes, current.kind)}
        chosen={draft.decision}
        choose={(decision) => change({ ...draft, decision })}
      />
      <ReasonChoice
        obstacle={findObstacle(fitting, draft.decision)}
        codes={fitting}
        chosen={draft.codes}
        choose={(next) => change({ ...draft, codes: next })}
      />
      <ReasonField
        label={needsWords ? texts.text : texts.textOptional}
        reason={text}
        change={(changed) => work.writeText('decide', changed)}
        isRequired={needsWords}
      />
      {needsWords && !isWorded && <p className="dim">{texts.needsWords}</p>}
      <button
        type="submit"
        className="button primary"
        disabled={work.isPending || !draft.decision || chosen.length === 0 || !isWorded}
      >
        {work.isPending ? workTexts.storing : texts.button}
      </button>
      <StepRefusal work={work} of={['decide']} />
    </form>
  );
}

interface DecisionChoiceProps {
  decisions: readonly CaseDecision['decision'][];
  chosen: CaseDecision['decision'] | undefined;
  choose: (decision: CaseDecision['decision']) => void;
}

function DecisionChoice({ decisions, chosen, choose }: DecisionChoiceProps) {
  return (
    <fieldset>
      <legend className="label">{texts.decision}</legend>
      <div className="row">
        {decisions.map((name) => (
          <label key={name} className="row">
            <input type="radio" name="decision" required checked={chosen === name} onChange={() => choose(name)} />
            {formatCode(name)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface ReasonChoiceProps {
  /** Why no reason can be chosen. */
  obstacle: string | undefined;
  codes: readonly ReasonCode[];
  chosen: readonly string[];
  choose: (codes: readonly string[]) => void;
}

function ReasonChoice({ obstacle, codes, chosen, choose }: ReasonChoiceProps) {
  const toggle = (code: string) =>
    choose(chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]);
  return (
    <fieldset>
      <legend className="label">{texts.reasons}</legend>
      {obstacle && <p className="dim">{obstacle}</p>}
      <div className="choices">
        {codes.map(({ code, text }) => (
          <label key={code} className="row">
            <input type="checkbox" checked={chosen.includes(code)} onChange={() => toggle(code)} />
            <span className="long">{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
