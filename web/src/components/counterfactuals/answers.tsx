/** The smallest changes that change a decision, or that nothing is within reach. */
import { formatCount, formatFeatureValue, formatPercent } from '../../format/numbers.ts';
import type { Counterfactual, Counterfactuals } from '../../queries/api-types.ts';
import { counterfactualTexts as texts } from '../../texts/cases/counterfactuals.ts';
import { formatCode } from '../../texts/codes.ts';
import { DecisionLabel } from '../figures/decision-label.tsx';
import { type Column, Table } from '../tables/table.tsx';

type Change = Counterfactual['changes'][number];

interface AnswersProps {
  found: Counterfactuals;
  /** Shows an answer on the sliders. */
  show: (answer: Counterfactual) => void;
}

export function Answers({ found, show }: AnswersProps) {
  const { reached, counterfactuals, searched, nearest, actionable } = found;
  if (reached) return <p>{texts.reached}</p>;
  if (counterfactuals.length > 0) {
    return (
      <>
        <Table
          isList
          caption={texts.caption}
          rows={counterfactuals}
          rowKey={(answer) => describeChanges(answer.changes)}
          columns={buildColumns(show)}
        />
        <p className="dim">{texts.searched(searched)}</p>
      </>
    );
  }
  if (actionable.length === 0) return <p>{texts.nothingActionable}</p>;
  return (
    <>
      <p>{texts.nothing(searched)}</p>
      {nearest && (
        <p className="dim">
          {texts.nearest(
            describeChanges(nearest.changes),
            formatPercent(nearest.pd, 2),
            formatCode(nearest.decision).toLowerCase(),
          )}
        </p>
      )}
    </>
  );
}

function buildColumns(show: AnswersProps['show']): Column<Counterfactual>[] {
  return [
    {
      name: texts.change,
      value: ({ changes }) => describeChanges(changes),
      cell: ({ changes, follows }) => (
        <>
          <span className="long">{describeChanges(changes)}</span>
          {follows.length > 0 && <span className="long dim">{texts.follows(describeChanges(follows))}</span>}
        </>
      ),
    },
    { name: texts.pd, isNumber: true, value: ({ pd }) => pd, cell: ({ pd }) => formatPercent(pd, 2) },
    { name: texts.score, isNumber: true, value: ({ score }) => score, cell: ({ score }) => formatCount(score) },
    {
      name: texts.decision,
      value: ({ decision }) => decision,
      cell: ({ decision }) => <DecisionLabel decision={decision} />,
    },
    {
      name: texts.show,
      value: () => null,
      cell: (answer) => (
        <button
          type="button"
          className="button"
          aria-label={texts.showOn(describeChanges(answer.changes))}
          onClick={() => show(answer)}
        >
          {texts.show}
        </button>
      ),
    },
  ];
}

const describeChanges = (changes: readonly Change[]): string =>
  changes.map(({ label, from, to }) => texts.from(label, formatFeatureValue(from), formatFeatureValue(to))).join('; ');
