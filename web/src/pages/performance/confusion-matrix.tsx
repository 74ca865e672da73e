/** The confusion matrix on the holdout, at the cut-off of the decision. A cell is darker the more rows it has. */
import { Card } from '../../components/card.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import type { ModelMetrics } from '../../queries/api-types.ts';
import { performanceTexts as texts } from '../../texts/models/performance.ts';

/** The strongest colour of a cell, for a cell that has all rows. */
const STRONGEST_TINT_PERCENT = 55;

export function ConfusionMatrix({ holdout }: Pick<ModelMetrics, 'holdout'>) {
  const { tn, fp, fn, tp } = holdout.confusion;
  const total = tn + fp + fn + tp;
  const cutOff = typeof holdout.cut_off === 'number' ? holdout.cut_off : undefined;
  return (
    <Card title={texts.confusion} note={texts.confusionNote(cutOff, total, (tn + tp) / Math.max(total, 1))}>
      <table className="matrix">
        <caption className="unseen">{texts.confusion}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.outcome}</th>
            <th scope="col">{texts.predictedRepay}</th>
            <th scope="col">{texts.predictedDefault}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{texts.repaid}</th>
            <MatrixCell count={tn} total={total} />
            <MatrixCell count={fp} total={total} />
          </tr>
          <tr>
            <th scope="row">{texts.defaulted}</th>
            <MatrixCell count={fn} total={total} />
            <MatrixCell count={tp} total={total} />
          </tr>
        </tbody>
      </table>
    </Card>
  );
}

function MatrixCell({ count, total }: { count: number; total: number }) {
  const share = count / Math.max(total, 1);
  const tintPercent = Math.round(STRONGEST_TINT_PERCENT * share);
  return (
    <td style={{ background: `color-mix(in srgb, var(--series-1) ${tintPercent}%, var(--surface))` }}>
      <strong>{formatCount(count)}</strong>
      <span>{formatPercent(share)}</span>
    </td>
  );
}
