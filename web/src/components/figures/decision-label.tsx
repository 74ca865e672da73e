/** A decision in its colour, with a badge where the score contradicts the override that decides. */
import { formatCode } from '../../texts/codes.ts';
import { StateBadge } from './state-badge.tsx';

interface DecisionLabelProps {
  decision: string;
  isContradicted?: boolean;
}

export function DecisionLabel({ decision, isContradicted = false }: DecisionLabelProps) {
  return (
    <>
      <span className={`decision ${decision}`}>{formatCode(decision)}</span>
      {isContradicted && ' '}
      {isContradicted && <StateBadge code="score_contradicts" tone="warn" />}
    </>
  );
}
