/** Shows how each reason moved the score of one applicant away from that of the average applicant. */
import { Card } from '../../components/card.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { lowerFirstLetter } from '../../format/labels.ts';
import { formatDecimal, formatFeatureValue, formatSigned } from '../../format/numbers.ts';
import type { Evidence } from '../../queries/api-types.ts';

type Explanation = NonNullable<Evidence['explanation']>;

/** A row of the waterfall, in the unit of the model's margin. */
interface Step {
  name: string;
  detail?: string;
  from: number;
  to: number;
  /** The margin of an applicant. All other steps are contributions, which move it. */
  isMargin: boolean;
}

/** A remainder below this is a rounding error of the sum. */
const ROUNDING_ERROR = 1e-9;

export function ReasonWaterfall({ evidence }: { evidence: Evidence }) {
  const { reasons, explanation } = evidence;
  if (!explanation) return <ReasonList evidence={evidence} />;
  const { base, margin, scale } = explanation;
  const unit = scale === 'log_odds' ? 'log-odds' : 'probability';
  const strongest = reasons[0];
  const conclusion = strongest
    ? `Most of it: ${lowerFirstLetter(strongest.text)}.`
    : 'No feature raised the probability.';
  const steps = buildSteps(reasons, explanation);
  return (
    <Card
      title="Why"
      note={`In ${unit} of default before calibration: the average applicant is at ${formatDecimal(base)}, this one at ${formatDecimal(margin)}. ${conclusion}`}
    >
      <Table
        caption="Reasons, from the average applicant to this one"
        rows={steps}
        rowKey={({ name, detail }) => `${name} ${detail}`}
        columns={buildColumns(steps, unit)}
      />
    </Card>
  );
}

/** Only the strongest reasons are stored. The remainder of the sum is what all other features contributed. */
function buildSteps(reasons: Evidence['reasons'], { base, margin }: Explanation): Step[] {
  const steps: Step[] = [{ name: 'The average applicant', from: base, to: base, isMargin: true }];
  let from = base;
  for (const { text, label, value, contribution } of reasons) {
    const detail = text === label ? formatFeatureValue(value) : `${label}: ${formatFeatureValue(value)}`;
    const to = from + (contribution ?? 0);
    steps.push({ name: text, detail, from, to, isMargin: false });
    from = to;
  }
  if (Math.abs(margin - from) > ROUNDING_ERROR) {
    steps.push({ name: 'All other features together', from, to: margin, isMargin: false });
  }
  return [...steps, { name: 'This applicant', from: margin, to: margin, isMargin: true }];
}

function buildColumns(steps: Step[], unit: string): Column<Step>[] {
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const [lowest, highest] = [Math.min(...ends), Math.max(...ends)];
  const toPercent = (value: number) => (100 * (value - lowest)) / (highest - lowest || 1);
  return [
    { name: 'Reason', cell: (step) => <StepName step={step} /> },
    { name: 'Safer to riskier', cell: (step) => <StepBar step={step} toPercent={toPercent} /> },
    {
      name: 'Moved by',
      isNumber: true,
      cell: ({ from, to, isMargin }) => (isMargin ? '' : formatSigned(to - from)),
    },
    { name: `At (${unit})`, isNumber: true, cell: ({ to }) => formatDecimal(to) },
  ];
}

function StepName({ step: { name, detail, isMargin } }: { step: Step }) {
  return (
    <>
      {isMargin ? <strong>{name}</strong> : name}
      {detail && (
        <>
          <br />
          <span className="dim">{detail}</span>
        </>
      )}
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

/** The reasons of a score that was stored without contributions. */
function ReasonList({ evidence: { reasons, decided_by } }: { evidence: Evidence }) {
  const isDecidedByRule = decided_by.startsWith('rule:');
  return (
    <Card
      title="Why"
      note={
        isDecidedByRule
          ? 'A hard rule of the policy decided, whatever the score.'
          : 'This score was stored without its reasons.'
      }
    >
      <ul>
        {reasons.map(({ rank, text, label, value }) => (
          <li key={rank}>
            {text}{' '}
            <span className="dim">
              ({label}: {formatFeatureValue(value)})
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
