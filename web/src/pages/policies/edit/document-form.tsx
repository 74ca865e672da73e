/** The forms of all sections of a policy. */
import { useReport } from '../../../queries/queries.ts';
import { documentTexts } from '../../../texts/policies/document.ts';
import { editTexts as texts } from '../../../texts/policies/edit.ts';
import type { SectionKey } from '../document/describe-policy.ts';
import { Field } from './fields/field.tsx';
import { ObjectFields } from './fields/object-fields.tsx';
import { FEATURE_LIST_ID } from './fields/plain-fields.tsx';
import { POLICY_SPEC } from './policy-spec.ts';

interface DocumentFormProps {
  document: Record<string, unknown>;
  change: (document: Record<string, unknown>) => void;
}

const NOTES: Partial<Record<SectionKey, string>> = documentTexts.notes;
/** Sections that are open at first: what is changed most often. */
const OPEN: readonly SectionKey[] = ['purpose', 'cutOffs'];

export function DocumentForm({ document, change }: DocumentFormProps) {
  return (
    <section className="stack" aria-label={texts.sections}>
      <FeatureList />
      {(Object.keys(POLICY_SPEC) as SectionKey[]).map((key) => (
        <details key={key} className="card" open={OPEN.includes(key) || undefined}>
          <summary>
            <strong>{nameSection(key, document)}</strong>
          </summary>
          {NOTES[key] && <p className="summary apart">{NOTES[key]}</p>}
          <div className="fields">
            <ObjectFields
              fields={POLICY_SPEC[key]}
              path=""
              value={document}
              change={(next) => change(next as Record<string, unknown>)}
              Field={Field}
            />
          </div>
        </details>
      ))}
    </section>
  );
}

/** With the number of its parts, where it is a list. */
function nameSection(key: SectionKey, document: Record<string, unknown>): string {
  const title = documentTexts.sections[key];
  const parts = POLICY_SPEC[key].flatMap(([name]) => (Array.isArray(document[name]) ? document[name] : []));
  return parts.length > 0 ? texts.count(title, parts.length) : title;
}

/** The features of the champion, which the fields suggest. */
function FeatureList() {
  const { data } = useReport('importance');
  return (
    <datalist id={FEATURE_LIST_ID} aria-label={texts.features}>
      {data?.features.map(({ feature, label }) => (
        <option key={feature} value={feature}>
          {label}
        </option>
      ))}
    </datalist>
  );
}
