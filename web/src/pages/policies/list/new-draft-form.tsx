/** The form that starts a draft: as a copy of a version, or from a file. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Refusal } from '../../../components/forms/refusal.tsx';
import { Select } from '../../../components/select.tsx';
import type { PolicySummary } from '../../../queries/api-types.ts';
import { type NewDraft, useCreatePolicy } from '../../../queries/policy-queries.ts';
import { policiesTexts } from '../../../texts/policies/policies.ts';
import { readPolicyFile } from './read-policy-file.ts';

const { draft: texts } = policiesTexts;

const VERSION_PATTERN = '[a-z0-9][a-z0-9._\\-]{0,59}';
/** Stands in the select for a file. */
const FROM_FILE = ' file';

export function NewDraftForm({ policies }: { policies: readonly PolicySummary[] }) {
  const active = policies.find(({ decides }) => decides.includes(null)) ?? policies[0];
  const [version, setVersion] = useState('');
  const [source, setSource] = useState(active?.version ?? FROM_FILE);
  const [document, setDocument] = useState<Record<string, unknown>>();
  const [fileError, setFileError] = useState<unknown>();
  const [, navigate] = useLocation();
  const { mutate: create, isPending, error } = useCreatePolicy();
  const choose = async (file: File | undefined) => {
    setDocument(undefined);
    setFileError(undefined);
    if (file) await readPolicyFile(file).then(setDocument, setFileError);
  };
  const draft = buildDraft(version, source, document);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft) create(draft, { onSuccess: () => navigate(`/policies/${version}/edit`) });
  };
  const problem = fileError ?? error;
  return (
    <details className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <label>
          <span className="label">{texts.version}</span>
          <input
            type="text"
            required
            pattern={VERSION_PATTERN}
            title={texts.versionRule}
            value={version}
            onChange={({ target }) => setVersion(target.value)}
          />
        </label>
        <Select
          label={texts.start}
          value={source}
          options={[
            ...policies.map((policy) => ({ value: policy.version, text: texts.startFrom(policy.version) })),
            { value: FROM_FILE, text: texts.startFromFile },
          ]}
          choose={setSource}
        />
        {source === FROM_FILE && (
          <label className="full">
            <span className="label">{texts.file}</span>
            <input type="file" accept=".json,.xlsx" onChange={({ target }) => choose(target.files?.[0])} />
          </label>
        )}
        <button type="submit" className="button primary" disabled={isPending || draft === undefined}>
          {isPending ? texts.creating : texts.create}
        </button>
        {problem !== undefined && problem !== null && <Refusal error={problem} />}
      </form>
    </details>
  );
}

/** Undefined until everything is stated. A document names its own version, which is that of the draft. */
function buildDraft(
  version: string,
  source: string,
  document: Record<string, unknown> | undefined,
): NewDraft | undefined {
  if (version === '') return undefined;
  if (source !== FROM_FILE) return { version, based_on: source };
  return document && { version, document: { ...document, version } };
}
