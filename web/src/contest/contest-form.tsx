/** The form of an objection: why the decision is wrong, which data are wrong, and whether a person is to decide. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { nameProblem, submitContest } from './contest-api.ts';
import type { ContestProps } from './contest-props.ts';
import { type Correction, CorrectionFields } from './correction-fields.tsx';

const LONGEST_STATEMENT_CHARACTERS = 4000;

export function ContestForm({ token, texts, show }: ContestProps) {
  const [statement, setStatement] = useState('');
  const [corrections, setCorrections] = useState<readonly Correction[]>([]);
  const [wantsHuman, setWantsHuman] = useState(false);
  const [isSending, setIsSending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const refusalRef = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (refusal !== undefined) refusalRef.current?.focus();
  }, [refusal]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const complete = corrections.filter(({ field, value }) => field.trim() !== '' && value.trim() !== '');
    if (statement.trim() === '' && complete.length === 0 && !wantsHuman) return setRefusal(texts.nothingSaid);
    setIsSending(true);
    setRefusal(undefined);
    try {
      const said = complete.map(({ field, value }) => ({ field, value }));
      show(await submitContest(token, { statement, corrections: said, wants_human: wantsHuman }));
      scrollTo(0, 0);
    } catch (error) {
      setRefusal(texts.problems[nameProblem(error, texts.problems)]);
      setIsSending(false);
    }
  };

  return (
    <form onSubmit={send} aria-labelledby="objection" noValidate>
      <h2 id="objection">{texts.formTitle}</h2>
      <label>
        <span className="label">{texts.statement}</span>
        <textarea
          rows={6}
          maxLength={LONGEST_STATEMENT_CHARACTERS}
          value={statement}
          onChange={(event) => setStatement(event.target.value)}
          aria-describedby="statement-hint"
        />
      </label>
      <p id="statement-hint" className="dim">
        {texts.statementHint}
      </p>
      <CorrectionFields {...{ texts, corrections, change: setCorrections }} />
      <label className="choice">
        <input type="checkbox" checked={wantsHuman} onChange={(event) => setWantsHuman(event.target.checked)} />
        <span>{texts.human}</span>
      </label>
      {refusal !== undefined && (
        <p role="alert" className="notice bad" tabIndex={-1} ref={refusalRef}>
          {refusal}
        </p>
      )}
      <button type="submit" className="button primary" disabled={isSending}>
        {isSending ? texts.sending : texts.send}
      </button>
    </form>
  );
}
