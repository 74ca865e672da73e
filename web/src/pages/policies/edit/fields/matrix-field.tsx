/** A matrix: its fields, and a table with a choice of the decision in each cell. */
import { ScrollBox } from '../../../../components/tables/scroll-box.tsx';
import { documentTexts } from '../../../../texts/policies/document.ts';
import { editTexts as texts } from '../../../../texts/policies/edit.ts';
import { listParts } from '../../document/describe-tables.ts';
import type { Axis, Matrix, PolicyDecision } from '../../document/policy-document.ts';
import { joinPath } from '../field-spec.ts';
import { FieldProblem, getFieldId } from '../problems.tsx';
import type { NestingFieldProps } from './field-props.ts';
import { ObjectFields } from './object-fields.tsx';

const DECISIONS = Object.keys(documentTexts.decisions) as PolicyDecision[];
/** Of a cell that is new. */
const NEW_CELL: PolicyDecision = 'refer';

export function MatrixField({ spec, path, value, change, Field }: NestingFieldProps<'matrix'>) {
  const matrix = value as Matrix;
  // The cells follow the rows and columns at once, so that the document is whole after each change.
  const put = (next: unknown) => change(fitCells(next as Matrix));
  return (
    <fieldset id={getFieldId(path)} tabIndex={-1} className="fields">
      <legend className="unseen">{spec.label}</legend>
      <ObjectFields fields={spec.fields} path={path} value={matrix} change={put} Field={Field} />
      <Cells matrix={matrix} path={joinPath(path, 'decisions')} change={put} />
    </fieldset>
  );
}

function Cells({ matrix, path, change }: { matrix: Matrix; path: string; change: (matrix: Matrix) => void }) {
  const [rows, columns] = [listParts(matrix.rows), listParts(matrix.columns)];
  const put = (row: number, column: number, decision: PolicyDecision) =>
    change({
      ...matrix,
      decisions: matrix.decisions.map((cells, index) => (index === row ? cells.with(column, decision) : cells)),
    });
  return (
    <div id={getFieldId(path)} tabIndex={-1} className="full">
      <FieldProblem path={path} />
      <ScrollBox label={texts.decisions}>
        <table className="matrix">
          <thead>
            <tr>
              <td />
              {columns.map((column, index) => (
                <th key={joinPath(column, index)} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={joinPath(row, index)}>
                <th scope="row">{row}</th>
                {columns.map((column, cell) => (
                  <td key={joinPath(column, cell)}>
                    <select
                      aria-label={texts.cell(row, column)}
                      value={matrix.decisions[index]?.[cell] ?? NEW_CELL}
                      onChange={({ target }) => put(index, cell, target.value as PolicyDecision)}
                    >
                      {DECISIONS.map((decision) => (
                        <option key={decision} value={decision}>
                          {documentTexts.decisions[decision]}
                        </option>
                      ))}
                    </select>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  );
}

/** Adds and removes cells until there is one for each row and column. */
function fitCells(matrix: Matrix): Matrix {
  const [rows, columns] = [countParts(matrix.rows), countParts(matrix.columns)];
  const decisions = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => matrix.decisions[row]?.[column] ?? NEW_CELL),
  );
  return { ...matrix, decisions };
}

const countParts = (axis: Axis): number => ('groups' in axis ? axis.groups.length : axis.ranges.length);
