/** The applications by their decision now and then, as a table of three by three. */
import { Card } from '../../../components/card.tsx';
import { DecisionLabel } from '../../../components/figures/decision-label.tsx';
import { ScrollBox } from '../../../components/tables/scroll-box.tsx';
import { DECISIONS } from '../../../format/labels.ts';
import { formatCompactMoney } from '../../../format/money.ts';
import { formatCount } from '../../../format/numbers.ts';
import type { Decision, SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';

const { changes: texts } = simulationTexts;

interface ChangesMatrixProps {
  result: SimulationResult;
  currency: string | null;
}

export function ChangesMatrix({ result: { changes }, currency }: ChangesMatrixProps) {
  const find = (from: Decision, to: Decision) => changes.find((change) => change.from === from && change.to === to);
  return (
    <Card title={texts.title} note={texts.note}>
      <ScrollBox label={texts.caption}>
        <table className="matrix">
          <caption className="unseen">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.corner}</th>
              {DECISIONS.map((to) => (
                <th key={to} scope="col">
                  <DecisionLabel decision={to} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {DECISIONS.map((from) => (
              <tr key={from}>
                <th scope="row">
                  <DecisionLabel decision={from} />
                </th>
                {DECISIONS.map((to) => (
                  <td key={to} className={from === to ? 'dim' : undefined}>
                    <strong>{formatCount(find(from, to)?.rows)}</strong>
                    <span>{texts.exposure(formatCompactMoney(find(from, to)?.exposure, currency))}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Card>
  );
}
