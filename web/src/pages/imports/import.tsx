/** One import: shows the step that it is at, and moves the focus to each new step. */
import { useEffect, useRef } from 'react';
import { Link, useParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import type { Import } from '../../queries/api-types.ts';
import { isWorking, useImport, useImportStep } from '../../queries/import-queries.ts';
import { CheckResult } from './check-result.tsx';
import { DeliveredStep } from './delivered-step.tsx';
import { STATE_HEADINGS } from './import-states.ts';
import { ProposalStep } from './proposal-step.tsx';
import { StepFailure } from './step-failure.tsx';
import { UploadStep } from './upload-step.tsx';
import { WorkingStep } from './working-step.tsx';

export default function ImportPage() {
  const { id = '' } = useParams();
  const query = useImport(id);
  return (
    <Page
      title={query.data ? `Import of ${query.data.name}` : 'Import'}
      subtitle={
        <>
          <Link href="/imports">Your imports</Link>
          {query.data && ` · ${query.data.files.map(({ name }) => name).join(', ')}`}
        </>
      }
    >
      <QueryBoundary query={query}>{(data) => <ImportStepView current={data} />}</QueryBoundary>
    </Page>
  );
}

function ImportStepView({ current }: { current: Import }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { state } = current;
  const shownState = useRef(state);
  useEffect(() => {
    // A screen reader announces the new step; the first one is announced with the page.
    if (shownState.current !== state) heading.current?.focus();
    shownState.current = state;
  }, [state]);
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
          <p role="alert" className="notice">
            {problem.detail}
          </p>
        )}
        {state === 'checked' && <CheckResult current={current} />}
        <ProposalStep key={JSON.stringify(current.preview?.answers)} current={current} />
      </>
    );
  }
  return (
    <EmptyState title={problem?.name ?? STATE_HEADINGS[state]}>
      {problem && <span role="alert">{problem.detail}</span>} <Link href="/imports">Bring another file</Link>
    </EmptyState>
  );
}

function CancelForm({ current: { import_id, state } }: { current: Import }) {
  const { mutate, isPending, error } = useImportStep(import_id);
  return (
    <details>
      <summary>Cancel this import</summary>
      <p className="apart">Its files are deleted.{state === 'failed' ? '' : ' Nothing of it is delivered.'}</p>
      <button type="button" className="button" disabled={isPending} onClick={() => mutate('cancel')}>
        {isPending ? 'Cancelling…' : 'Cancel and delete the files'}
      </button>
      {error && <StepFailure error={error} />}
    </details>
  );
}
