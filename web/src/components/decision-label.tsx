/** A decision in its colour. */
import { formatCode } from '../format/labels.ts';

export function DecisionLabel({ decision }: { decision: string }) {
  return <span className={`decision ${decision}`}>{formatCode(decision)}</span>;
}
