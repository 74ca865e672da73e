/** Champion against challenger on the same applications: the difference with its interval, and what follows from it. */
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatDecimal, formatSigned } from '../../format/numbers.ts';
import type { Comparison, Performance } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { comparisonTexts as texts } from '../../texts/models/live-performance.ts';
import { type FigureVerdict, judgeComparison, judgeDifference } from './judge-comparison.ts';

/** From the champion's report, whichever of the two the page shows. */
export function ComparisonSection() {
  const query = useReport('performance');
  return (
    <section className="stack apart" aria-labelledby="comparison">
      <h2 className="section" id="comparison">
        {texts.title}
      </h2>
      <QueryBoundary query={query}>{(report) => <ChallengerComparison report={report} />}</QueryBoundary>
    </section>
  );
}

function ChallengerComparison({ report: { challenger, minimum } }: { report: Performance }) {
  const comparison = challenger?.comparison;
  if (!comparison) return <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>;
  const verdict = judgeComparison(comparison);
  if (verdict === 'insufficient') {
    const { applications, defaults } = comparison;
    return (
      <EmptyState title={texts.verdicts.insufficient}>
        {texts.tooFewWhy(defaults, applications - defaults, minimum.defaults, minimum.others)}
      </EmptyState>
    );
  }
  return (
    <Card title={texts.verdicts[verdict]} note={texts.applications(comparison.applications, comparison.defaults)}>
      <p>{texts.advice[verdict]}</p>
      <DifferenceTable comparison={comparison} />
    </Card>
  );
}

interface FigureDifference {
  name: string;
  difference: NonNullable<Comparison['auc']>;
  verdict: FigureVerdict;
}

function DifferenceTable({ comparison: { auc, brier } }: { comparison: Comparison }) {
  const rows: FigureDifference[] = [
    ...(auc ? [{ name: texts.auc, difference: auc, verdict: judgeDifference(auc.interval, true) }] : []),
    ...(brier ? [{ name: texts.brier, difference: brier, verdict: judgeDifference(brier.interval, false) }] : []),
  ];
  return (
    <Table
      caption={texts.caption}
      isList
      rows={rows}
      rowKey={({ name }) => name}
      columns={[
        { name: texts.measure, cell: ({ name }) => name },
        {
          name: texts.champion,
          isNumber: true,
          value: ({ difference }) => difference.champion,
          cell: ({ difference }) => formatDecimal(difference.champion, 4),
        },
        {
          name: texts.challenger,
          isNumber: true,
          value: ({ difference }) => difference.challenger,
          cell: ({ difference }) => formatDecimal(difference.challenger, 4),
        },
        {
          name: texts.difference,
          isNumber: true,
          value: (row) => row.difference.difference,
          cell: (row) => formatSigned(row.difference.difference, 4),
        },
        {
          name: texts.interval,
          isNumber: true,
          cell: ({ difference: { interval } }) => texts.intervalText(interval),
        },
        { name: texts.meaning, cell: ({ verdict }) => texts.says[verdict] },
      ]}
    />
  );
}
