/** One import: shows the step that it is at, and moves the focus to each new step. */
import { Link, useParams } from 'wouter';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { useFocusAfterChange } from '../../components/use-focus-after-change.ts';
import { isUuid } from '../../format/ids.ts';
import type { Import } from '../../queries/api-types.ts';
import { isWorking, useImport, useImportStep } from '../../queries/import-queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { ENDED_NOTES, STATE_HEADINGS, importTexts as texts } from '../../texts/cases/imports.ts';
import { CheckResult } from './check-result.tsx';
import { DeliveredStep } from './delivered-step.tsx';
import { ProposalStep } from './proposal-step.tsx';
import { StepFailure } from './step-failure.tsx';
import { UploadStep } from './upload-step.tsx';
import { WorkingStep } from './working-step.tsx';

export default function ImportPage() {
  const { id = '' } = useParams();
  return isUuid(id) ? <StoredImport id={id} /> : <UnknownImport id={id} />;
}

function UnknownImport({ id }: { id: string }) {
  return (
    <NotFound what={texts.thing} id={id}>
      <Link href="/imports">{texts.all}</Link>
    </NotFound>
  );
}

function StoredImport({ id }: { id: string }) {
  const query = useImport(id);
  if (isNotFound(query)) return <UnknownImport id={id} />;
  return (
    <Page
      title={query.data ? texts.title(query.data.name) : texts.untitled}
      subtitle={
        <>
          <Link href="/imports">{texts.all}</Link>
          {query.data && <span className="long"> · {query.data.files.map(({ name }) => name).join(', ')}</span>}
        </>
      }
    >
      <QueryBoundary query={query}>{(data) => <ImportStepView current={data} />}</QueryBoundary>
    </Page>
  );
}

function ImportStepView({ current }: { current: Import }) {
  const { state } = current;
  const heading = useFocusAfterChange<HTMLHeadingElement>(state); // the first step is announced with the page
  return (
    <div className="stack">
      <h2 ref={heading} tabIndex={-1} className="section">
        {STATE_HEADINGS[state]}
      </h2>
      <StepContent current={current} />
      {canCancel(current) && <CancelForm current={current} />}
    </div>
  );
}

/** Work that did not end in time keeps its files, and one of the person's open imports. */
const canCancel = ({ state, ended_at }: Import): boolean =>
  ['uploading', 'proposed', 'checked', 'profiling', 'checking'].includes(state) ||
  (state === 'failed' && ended_at === null);

function StepContent({ current }: { current: Import }) {
  const { state, problem } = current;
  if (state === 'uploading') return <UploadStep current={current} />;
  if (isWorking(current)) return <WorkingStep current={current} />;
  if (state === 'delivered') return <DeliveredStep current={current} />;
  if (state === 'proposed' || state === 'checked') {
    return (
      <>
        {problem && (
          <p role="alert" className="notice long">
            {problem.detail}
          </p>
        )}
        {state === 'checked' && <CheckResult current={current} />}
        <ProposalStep key={JSON.stringify(current.preview?.answers)} current={current} />
      </>
    );
  }
  return (
    <div className="state">
      {problem ? (
        <p role="alert" className="long">
          {problem.detail}
        </p>
      ) : (
        <p>{ENDED_NOTES[state]}</p>
      )}
      {problem && <p className="dim long">{texts.problemCode(problem.name)}</p>}
      <Link href="/imports">{texts.another}</Link>
    </div>
  );
}

function CancelForm({ current: { import_id, state } }: { current: Import }) {
  const { mutate, isPending, error } = useImportStep(import_id);
  return (
    <details>
      <summary>{texts.cancel.open}</summary>
      <p className="apart">{state === 'failed' ? texts.cancel.noteFailed : texts.cancel.note}</p>
      <button type="button" className="button" disabled={isPending} onClick={() => mutate('cancel')}>
        {isPending ? texts.cancel.cancelling : texts.cancel.button}
      </button>
      {error && <StepFailure error={error} />}
    </details>
  );
}
