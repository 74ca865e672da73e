/** From the average applicant to this one: how much each reason moved the model's margin. */

import { Card } from '../../components/parts.tsx';
import { Table } from '../../components/table.tsx';
import { formatDecimal, formatFeatureValue, formatSigned } from '../../format/numbers.ts';
import type { Evidence } from '../../queries/api-types.ts';

interface Step {
  name: string;
  detail?: string;
  from: number;
  to: number;
  /** A standing of its own, not a move. */
  isWhole: boolean;
}

/** Smaller moves of all other features together are noise of the sum. */
const NOTHING = 1e-9;

export function ReasonWaterfall({ evidence }: { evidence: Evidence }) {
  const { reasons, explanation } = evidence;
  if (!explanation) return <WithoutExplanation evidence={evidence} />;
  const steps = stepsOf(reasons, explanation);
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const scale = (value: number) => (100 * (value - low)) / (high - low || 1);
  const unit = explanation.scale === 'log_odds' ? 'log-odds' : 'probability';
  const strongest = reasons[0];
  return (
    <Card
      title="Why"
      note={`In ${unit} of default before calibration: the average applicant is at ${formatDecimal(explanation.base)}, this one at ${formatDecimal(explanation.margin)}.${strongest ? ` Most of it: ${strongest.text.charAt(0).toLowerCase()}${strongest.text.slice(1)}.` : ' No feature raised the probability.'}`}
    >
      <Table
        caption="Reasons, from the average applicant to this one"
        rows={steps}
        rowKey={({ name, detail }) => `${name} ${detail}`}
        columns={[
          {
            name: 'Reason',
            cell: ({ name, detail, isWhole }) => (
              <>
                {isWhole ? <strong>{name}</strong> : name}
                {detail && (
                  <>
                    <br />
                    <span className="dim">{detail}</span>
                  </>
                )}
              </>
            ),
          },
          {
            name: 'Safer to riskier',
            cell: ({ from, to, isWhole }) => (
              <div className="lane" aria-hidden="true">
                <span
                  className={isWhole ? 'whole' : to > from ? 'up' : 'down'}
                  style={
                    isWhole
                      ? { left: `calc(${scale(to)}% - 2px)`, width: '4px' }
                      : {
                          left: `${scale(Math.min(from, to))}%`,
                          width: `${scale(Math.max(from, to)) - scale(Math.min(from, to))}%`,
                        }
                  }
                />
              </div>
            ),
          },
          {
            name: 'Moved by',
            isNumber: true,
            cell: ({ from, to, isWhole }) => (isWhole ? '' : formatSigned(to - from)),
          },
          { name: `At (${unit})`, isNumber: true, cell: ({ to }) => formatDecimal(to) },
        ]}
      />
    </Card>
  );
}

/** The stored reasons are the strongest few; what all others moved is the rest of the sum. */
function stepsOf(reasons: Evidence['reasons'], { base, margin }: NonNullable<Evidence['explanation']>): Step[] {
  const steps: Step[] = [{ name: 'The average applicant', from: base, to: base, isWhole: true }];
  let at = base;
  for (const { text, label, value, contribution } of reasons) {
    const detail = text === label ? formatFeatureValue(value) : `${label}: ${formatFeatureValue(value)}`;
    steps.push({ name: text, detail, from: at, to: at + (contribution ?? 0), isWhole: false });
    at += contribution ?? 0;
  }
  if (Math.abs(margin - at) > NOTHING)
    steps.push({ name: 'All other features together', from: at, to: margin, isWhole: false });
  return [...steps, { name: 'This applicant', from: margin, to: margin, isWhole: true }];
}

function WithoutExplanation({ evidence: { reasons, decided_by } }: { evidence: Evidence }) {
  const byRule = decided_by.startsWith('rule:');
  return (
    <Card
      title="Why"
      note={
        byRule ? 'A hard rule of the policy decided, whatever the score.' : 'This score was stored without its reasons.'
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
