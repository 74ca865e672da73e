/** Applications by score and current decision, with the cut-offs of the policy in force. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { DECISION_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import { DECISIONS } from '../../format/labels.ts';
import { formatCompact } from '../../format/numbers.ts';
import type { Distribution } from '../../queries/api-types.ts';
import { formatDecided } from '../../texts/codes.ts';
import { distributionTexts } from '../../texts/portfolio/distribution.ts';
import { sharedTexts } from '../../texts/shared.ts';

type Cutoff = Distribution['cutoffs'][number];
type Interval = Distribution['histogram'][number];

const COLUMNS = createNumberColumns<Interval>();

const { figures, axes } = sharedTexts;

export function ScoreHistogram({ report: { histogram, cutoffs, totals } }: { report: Distribution }) {
  const { applications: total } = totals;
  const [min, max] = [histogram[0]?.from ?? 0, histogram.at(-1)?.to ?? 1];
  const highest = histogram.reduce((a, b) => (b.applications > a.applications ? b : a));
  const summary = distributionTexts.scoresSummary(total, highest.applications, highest.from, highest.to);
  return (
    <ChartCard
      isWide
      title={distributionTexts.scores}
      summary={cutoffs.length > 0 ? `${summary} ${describeCutoffs(cutoffs)}` : summary}
      rows={histogram}
      rowKey={({ from }) => String(from)}
      columns={[
        { name: figures.score, cell: ({ from, to }) => sharedTexts.scoreInterval(from, to) },
        COLUMNS.count(figures.applications, ({ applications }) => applications),
        COLUMNS.percent(figures.share, ({ applications }) => applications / total),
        COLUMNS.percent(figures.meanPd, ({ mean_pd }) => mean_pd, 2),
        ...DECISIONS.map((decision) => COLUMNS.count(formatDecided(decision), (row) => row[decision])),
        COLUMNS.count(figures.outcomes, ({ outcomes }) => outcomes),
        COLUMNS.count(figures.defaults, ({ defaults }) => defaults),
      ]}
    >
      <ColumnChart
        rows={histogram}
        xLabel={({ from }) => String(from)}
        isStacked
        series={DECISIONS.map((decision) => ({
          name: formatDecided(decision),
          value: (row: Interval) => row[decision],
          colour: DECISION_COLOURS[decision],
        }))}
        marks={cutoffs.map(({ decision, score }) => ({
          label: distributionTexts.cutoffMark[decision](score),
          share: (score - min) / (max - min),
        }))}
        format={formatCompact}
        xTitle={axes.score}
        yTitle={axes.applications}
        gap={2}
      />
    </ChartCard>
  );
}

function describeCutoffs(cutoffs: readonly Cutoff[]): string {
  const sentences = cutoffs.map(({ decision, score, pd }) => distributionTexts.cutoffSentence[decision](score, pd));
  return distributionTexts.cutoffsSummary(sentences.join(', '));
}
