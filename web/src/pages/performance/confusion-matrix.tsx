/** The confusion matrix on the holdout, at the cut-off of the decision. A cell is darker the more rows it has. */
import { Card } from '../../components/card.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import type { ModelMetrics } from '../../queries/api-types.ts';

/** The strongest colour of a cell, for a cell that has all rows. */
const STRONGEST_TINT_PERCENT = 55;

export function ConfusionMatrix({ holdout }: Pick<ModelMetrics, 'holdout'>) {
  const { tn, fp, fn, tp } = holdout.confusion;
  const total = tn + fp + fn + tp;
  return (
    <Card
      title="Confusion matrix"
      note={`At the cut-off of the decision, ${formatCount(total)} rows: ${formatPercent((tn + tp) / total)} are right.`}
    >
      <table className="matrix">
        <caption className="unseen">Confusion matrix</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">Predicted to repay</th>
            <th scope="col">Predicted to default</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Repaid</th>
            <MatrixCell count={tn} total={total} />
            <MatrixCell count={fp} total={total} />
          </tr>
          <tr>
            <th scope="row">Defaulted</th>
            <MatrixCell count={fn} total={total} />
            <MatrixCell count={tp} total={total} />
          </tr>
        </tbody>
      </table>
    </Card>
  );
}

function MatrixCell({ count, total }: { count: number; total: number }) {
  const tintPercent = Math.round((STRONGEST_TINT_PERCENT * count) / total);
  return (
    <td style={{ background: `color-mix(in srgb, var(--series-1) ${tintPercent}%, var(--surface))` }}>
      <strong>{formatCount(count)}</strong>
      <span>{formatPercent(count / total)}</span>
    </td>
  );
}
