/** The editor of a draft: the document that is being edited, how it is edited, and the bar that saves it. */
import { useEffect, useState } from 'react';
import { Refusal } from '../../../components/forms/refusal.tsx';
import type { Policy, PolicyCheck } from '../../../queries/api-types.ts';
import { useCheckPolicy, useEditPolicy } from '../../../queries/policy-queries.ts';
import { editTexts as texts } from '../../../texts/policies/edit.ts';
import { readDocument } from '../document/read-document.ts';
import { CheckTables, summariseCheck } from '../version/check-card.tsx';
import { DocumentForm } from './document-form.tsx';
import { JsonEditor } from './json-editor.tsx';
import { ProblemList, ProblemProvider } from './problems.tsx';

type Document = Record<string, unknown>;
type View = keyof typeof texts.views;

export function DraftEditor({ policy }: { policy: Policy }) {
  const [draft, setDraft] = useState<Document>(() => readDocument(policy.document) as unknown as Document);
  const [view, setView] = useState<View>('forms');
  const [isBroken, setBroken] = useState(false);
  const [isSaved, setSaved] = useState(true);
  // Of the document that was read first: a change of somebody else in between must not be overwritten.
  const [revision, setRevision] = useState(policy.revision);
  const edit = useEditPolicy(policy.version);
  const check = useCheckPolicy(policy.version);
  useWarningBeforeLeaving(!isSaved);
  const change = (next: Document) => {
    setDraft(next);
    setSaved(false);
  };
  const save = () =>
    edit.mutate(
      { document: draft, revision },
      {
        onSuccess: (stored) => {
          setRevision(stored.revision);
          setSaved(true);
          check.mutate();
        },
      },
    );
  return (
    <ProblemProvider problems={check.data?.problems ?? []}>
      <div className="stack">
        <ViewChoice view={view} choose={setView} isOff={isBroken} />
        {check.data && <ProblemList problems={check.data.problems} />}
        {view === 'json' ? (
          <JsonEditor document={draft} change={change} setBroken={setBroken} />
        ) : (
          <DocumentForm document={draft} change={change} />
        )}
        {check.data && isSaved && <CheckResult check={check.data} />}
        <div className="card row pinned">
          <button
            type="button"
            className="button primary"
            disabled={edit.isPending || check.isPending || isBroken}
            onClick={save}
          >
            {edit.isPending || check.isPending ? texts.saving : texts.save}
          </button>
          <span role="status" className="dim">
            {describeState(isSaved, revision, check.data)}
          </span>
          {edit.error && <Refusal error={edit.error} />}
          {check.error && <Refusal error={check.error} />}
        </div>
      </div>
    </ProblemProvider>
  );
}

function describeState(isSaved: boolean, revision: number, check: PolicyCheck | undefined): string {
  if (!isSaved) return texts.unsaved;
  return check ? texts.saved(revision, summariseCheck(check)) : '';
}

function CheckResult({ check }: { check: PolicyCheck }) {
  return check.golden_cases.length === 0 ? null : (
    <div className="card">
      <CheckTables check={{ ...check, problems: [] }} />
    </div>
  );
}

function ViewChoice({ view, choose, isOff }: { view: View; choose: (view: View) => void; isOff: boolean }) {
  return (
    <fieldset className="choice" aria-label={texts.viewLabel} disabled={isOff}>
      {(Object.keys(texts.views) as View[]).map((name) => (
        <label key={name}>
          <input type="radio" name="view" checked={view === name} onChange={() => choose(name)} />
          <span>{texts.views[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The browser asks before the page is left while changes are not saved. */
function useWarningBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isNeeded]);
}
