/** Shows how each reason moved the score of one applicant away from that of the average applicant. */
import { Card } from '../../components/card.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatDecimal, formatFeatureValue } from '../../format/numbers.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { reasonTexts } from '../../texts/cases/application.ts';
import { buildSteps, concludeReasons, type Step } from './reason-steps.ts';

export function ReasonWaterfall({ evidence }: { evidence: Evidence }) {
  const { reasons, reasons_kind, policy_decision, explanation } = evidence;
  if (!explanation) return <ReasonList evidence={evidence} />;
  const { base, margin, scale } = explanation;
  const unit = reasonTexts.units[scale];
  const steps = buildSteps(reasons, explanation, reasons_kind);
  return (
    <Card
      title={reasons_kind === 'adverse_action' ? reasonTexts.titleAdverse[policy_decision] : reasonTexts.title}
      note={
        <>
          {concludeReasons(reasons, explanation, reasons_kind)}
          <br />
          {reasonTexts.note(formatDecimal(base), formatDecimal(margin), unit)}
        </>
      }
    >
      <Table
        isList
        caption={reasonTexts.caption}
        rows={steps}
        rowKey={({ name, detail }) => `${name} ${detail}`}
        columns={buildColumns(steps, unit)}
      />
    </Card>
  );
}

function buildColumns(steps: Step[], unit: string): Column<Step>[] {
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const [lowest, highest] = [Math.min(...ends), Math.max(...ends)];
  const toPercent = (value: number) => (100 * (value - lowest)) / (highest - lowest || 1);
  return [
    { name: reasonTexts.reason, cell: (step) => <StepName step={step} /> },
    { name: reasonTexts.course, cell: (step) => <StepBar step={step} toPercent={toPercent} /> },
    { name: reasonTexts.effect, isNumber: true, cell: describeEffect },
    { name: reasonTexts.position(unit), isNumber: true, value: ({ to }) => to, cell: ({ to }) => formatDecimal(to) },
  ];
}

function describeEffect({ from, to, isMargin }: Step): string {
  if (isMargin) return '';
  const by = formatDecimal(Math.abs(to - from));
  return to < from ? reasonTexts.lowered(by) : reasonTexts.raised(by);
}

function StepName({ step: { name, detail, isMargin } }: { step: Step }) {
  return (
    <>
      {isMargin ? <strong>{name}</strong> : <span className="long">{name}</span>}
      {detail && <span className="long dim">{detail}</span>}
    </>
  );
}

interface StepBarProps {
  step: Step;
  /** A value's place on the axis, 0 to 100. */
  toPercent: (value: number) => number;
}

function StepBar({ step: { from, to, isMargin }, toPercent }: StepBarProps) {
  const [left, right] = [toPercent(Math.min(from, to)), toPercent(Math.max(from, to))];
  return (
    <div className="lane" aria-hidden="true">
      <span
        className={isMargin ? 'whole' : to > from ? 'up' : 'down'}
        style={
          isMargin ? { left: `calc(${left}% - 2px)`, width: '4px' } : { left: `${left}%`, width: `${right - left}%` }
        }
      />
    </div>
  );
}

/** The reason of a rule, a matrix or a limit, or the reasons of a score that was stored without contributions. */
function ReasonList({ evidence: { reasons, reasons_kind, policy_decision } }: { evidence: Evidence }) {
  const isDecidedByRule = reasons_kind === 'rule';
  return (
    <Card
      title={isDecidedByRule ? reasonTexts.ruleTitle(policy_decision) : reasonTexts.title}
      note={isDecidedByRule ? reasonTexts.ruleNote : reasonTexts.notStored}
    >
      <ul className="findings">
        {reasons.map(({ rank, text, label, value }) => (
          <li key={rank} className="long">
            {text} <span className="dim">{reasonTexts.named(label, formatFeatureValue(value))}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
