/** What differs between two policies: the sentences of each section, or the lines of their JSON. */
import { useState } from 'react';
import { Card } from '../../../components/card.tsx';
import { formatPlural } from '../../../format/plurals.ts';
import { compareTexts as texts } from '../../../texts/policies/compare.ts';
import { documentTexts } from '../../../texts/policies/document.ts';
import { describePolicy, type Section } from '../document/describe-policy.ts';
import type { PolicyDocument } from '../document/policy-document.ts';
import { readDocument } from '../document/read-document.ts';
import { useOperandNames } from '../document/use-operand-names.ts';
import { type ComparedLine, compareLines, countChanges } from './compare-lines.ts';
import { ComparedLines } from './compared-lines.tsx';

type View = keyof typeof texts.views;

interface ComparisonProps {
  /** As the API has them. */
  from: unknown;
  to: unknown;
}

export function PolicyComparison({ from, to }: ComparisonProps) {
  const [view, setView] = useState<View>('changes');
  return (
    <>
      <fieldset className="choice" aria-label={texts.viewLabel}>
        {(Object.keys(texts.views) as View[]).map((name) => (
          <label key={name}>
            <input type="radio" name="view" checked={view === name} onChange={() => setView(name)} />
            <span>{texts.views[name]}</span>
          </label>
        ))}
      </fieldset>
      {view === 'json' ? (
        <Card title={texts.json}>
          <ComparedLines isCode lines={compareLines(listJsonLines(from), listJsonLines(to))} />
        </Card>
      ) : (
        <ComparedSections from={readDocument(from)} to={readDocument(to)} hasAll={view === 'all'} />
      )}
    </>
  );
}

const listJsonLines = (document: unknown): string[] => JSON.stringify(document, null, 2).split('\n');

interface ComparedSectionsProps {
  from: PolicyDocument;
  to: PolicyDocument;
  /** Also what did not change. */
  hasAll: boolean;
}

function ComparedSections({ from, to, hasAll }: ComparedSectionsProps) {
  const name = useOperandNames();
  const sections = compareSections(describePolicy(from, name), describePolicy(to, name));
  const shown = hasAll ? sections : sections.filter(({ lines }) => hasChanges(lines));
  return (
    <>
      <p role="status">{summarise(sections.flatMap(({ lines }) => lines))}</p>
      {shown.map(({ key, lines }) => (
        <Card key={key} title={documentTexts.sections[key]}>
          <ComparedLines lines={hasAll ? lines : lines.filter(({ change }) => change !== 'same')} />
        </Card>
      ))}
    </>
  );
}

/** Both have the same sections in the same order. */
function compareSections(from: readonly Section[], to: readonly Section[]) {
  return to.map(({ key, lines }, index) => ({ key, lines: compareLines(from[index]?.lines ?? [], lines) }));
}

const hasChanges = (lines: readonly ComparedLine[]): boolean => lines.some(({ change }) => change !== 'same');

function summarise(lines: readonly ComparedLine[]): string {
  const { removed, added } = countChanges(lines);
  if (removed + added === 0) return texts.same;
  return texts.summary(formatPlural(removed, texts.line), formatPlural(added, texts.line));
}
