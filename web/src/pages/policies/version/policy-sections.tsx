/** A policy as a person reads it: sentences in sections, and matrices as tables. */
import { Card } from '../../../components/card.tsx';
import { documentTexts as texts } from '../../../texts/policies/document.ts';
import { describePolicy, type SectionKey } from '../document/describe-policy.ts';
import type { PolicyDocument } from '../document/policy-document.ts';
import { useOperandNames } from '../document/use-operand-names.ts';
import { MatrixTable } from './matrix-table.tsx';

const NOTES: Partial<Record<SectionKey, string>> = texts.notes;

export function PolicySections({ document }: { document: PolicyDocument }) {
  const name = useOperandNames();
  return describePolicy(document, name).map(({ key, lines }) => (
    <Card key={key} title={texts.sections[key]} note={lines.length > 0 ? NOTES[key] : undefined}>
      {lines.length === 0 ? <p className="dim">{texts.none}</p> : <Lines lines={lines} />}
      {key === 'matrices' &&
        document.matrices?.map((matrix) => <MatrixTable key={matrix.name} matrix={matrix} name={name} />)}
    </Card>
  ));
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 1) return <p className="reason">{lines[0]}</p>;
  return (
    <ol className="policy-lines">
      {lines.map((line, index) => (
        <li key={index}>{line}</li>
      ))}
    </ol>
  );
}
