/** A matrix of a policy as a table: the decision of each cell. */
import { DecisionLabel } from '../../../components/figures/decision-label.tsx';
import { ScrollBox } from '../../../components/tables/scroll-box.tsx';
import { documentTexts as texts } from '../../../texts/policies/document.ts';
import { getOperand, type NameOperand } from '../document/describe-condition.ts';
import { listParts } from '../document/describe-tables.ts';
import type { Matrix } from '../document/policy-document.ts';

export function MatrixTable({ matrix, name }: { matrix: Matrix; name: NameOperand }) {
  const [rows, columns] = [name(getOperand(matrix.rows)), name(getOperand(matrix.columns))];
  const columnNames = listParts(matrix.columns);
  return (
    <ScrollBox label={matrix.name}>
      <table className="matrix">
        <caption className="unseen">{texts.matrixCaption(matrix.name, rows, columns)}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.matrixCorner(rows, columns)}</th>
            {columnNames.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {listParts(matrix.rows).map((row, index) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columnNames.map((column, cell) => (
                <td key={column}>
                  <DecisionLabel decision={matrix.decisions[index]?.[cell] ?? matrix.if_unknown} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
