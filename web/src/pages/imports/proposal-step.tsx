/** The proposal of an import: what to know, what to answer, what each column becomes; then the check. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import type { ColumnMapping, Import } from '../../queries/api-types.ts';
import { useAnswers, useImportStep } from '../../queries/import-queries.ts';
import { proposalTexts as texts } from '../../texts/cases/imports.ts';
import { ColumnTable } from './column-table.tsx';
import { GivenAnswers } from './given-answers.tsx';
import { QuestionFields } from './question-fields.tsx';
import { StepFailure } from './step-failure.tsx';

type Preview = NonNullable<Import['preview']>;

export function ProposalStep({ current }: { current: Import }) {
  const { import_id, preview, state } = current;
  const [answers, setAnswers] = useState<Record<string, string>>(preview?.answers.answers ?? {});
  const [columns, setColumns] = useState<readonly ColumnMapping[]>([]);
  const apply = useAnswers(import_id);
  if (!preview) return null;
  const given = preview.answers.answers ?? {};
  const isChanged = columns.length > 0 || Object.keys({ ...given, ...answers }).some((id) => given[id] !== answers[id]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const names = new Set(columns.map(({ column }) => column));
    const earlier = (preview.answers.columns ?? []).filter(({ column }) => !names.has(column));
    apply.mutate({ answers, columns: [...earlier, ...columns] });
  };
  const decide = (changed: ColumnMapping) =>
    setColumns((before) => [...before.filter(({ column }) => column !== changed.column), changed]);
  return (
    <form className="stack" onSubmit={submit}>
      <Findings findings={preview.findings} />
      <QuestionFields
        questions={preview.questions}
        answers={answers}
        answer={(id, text) => setAnswers((before) => ({ ...before, [id]: text }))}
      />
      <GivenAnswers
        answers={Object.entries(given).filter(([id]) => preview.questions.every((question) => question.id !== id))}
        isWithdrawn={(id) => answers[id] === undefined}
        withdraw={(id) => setAnswers(({ [id]: _, ...others }) => others)}
      />
      <ColumnTable preview={preview} changed={columns} decide={decide} />
      <div className={isChanged ? 'card row pinned' : 'card row'}>
        <button type="submit" className="button" disabled={!isChanged || apply.isPending}>
          {apply.isPending ? texts.applying : texts.apply}
        </button>
        {state === 'proposed' && <CheckButton importId={import_id} isChanged={isChanged} preview={preview} />}
        <span role="status" className="dim">
          {isChanged ? texts.notApplied : ''}
        </span>
        {apply.error && <StepFailure error={apply.error} />}
      </div>
    </form>
  );
}

interface CheckButtonProps {
  importId: string;
  isChanged: boolean;
  preview: Preview;
}

function CheckButton({ importId, isChanged, preview: { questions, answers } }: CheckButtonProps) {
  const { mutate, isPending, error } = useImportStep(importId);
  const open = questions.filter(({ id, proposed }) => proposed === null && answers.answers?.[id] === undefined);
  return (
    <>
      <button
        type="button"
        className="button primary"
        disabled={isChanged || isPending || open.length > 0}
        onClick={() => mutate('check')}
      >
        {isPending ? texts.starting : texts.check}
      </button>
      {open.length > 0 && <span className="dim">{texts.openQuestions(open.length)}</span>}
      {error && <StepFailure error={error} />}
    </>
  );
}

function Findings({ findings }: Pick<Preview, 'findings'>) {
  if (findings.length === 0) return null;
  return (
    <Card title={texts.findings}>
      <ul className="findings">
        {findings.map(({ kind, blocks, column, text }) => (
          <li key={`${kind} ${column} ${text}`}>
            <StateBadge code={kind} tone={blocks ? 'bad' : 'warn'} /> <span className="long">{text}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
