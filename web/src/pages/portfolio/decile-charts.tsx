/** Lift and calibration by tenths of the applications, the lowest scores first. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { IntervalChart } from '../../charts/interval-chart.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import type { Column } from '../../components/tables/table.tsx';
import { formatTick, isInside } from '../../format/numbers.ts';
import type { ScoreBands } from '../../queries/api-types.ts';
import { scoreBandTexts } from '../../texts/portfolio/score-bands.ts';
import { sharedTexts } from '../../texts/shared.ts';

type Decile = ScoreBands['deciles'][number];

const NUMBERS = createNumberColumns<Decile>();
const { columns: names } = scoreBandTexts;
const { figures } = sharedTexts;
const getRowKey = ({ decile }: Decile) => String(decile);
const COLUMNS: Column<Decile>[] = [
  NUMBERS.count(names.decile, ({ decile }) => decile),
  { name: names.scores, cell: ({ from, to }) => sharedTexts.scoreInterval(from, to) },
  NUMBERS.count(figures.applications, (row) => row.applications),
  NUMBERS.count(figures.outcomes, (row) => row.outcomes),
  NUMBERS.count(names.bads, (row) => row.bads),
  NUMBERS.percent(names.meanPd, (row) => row.mean_pd, 2),
  NUMBERS.percent(names.rate, (row) => row.observed_rate, 2),
  NUMBERS.interval(names.interval, (row) => row.observed_interval),
  NUMBERS.decimal(names.lift, (row) => row.lift),
  NUMBERS.percent(names.cumulativeBad, (row) => row.cumulative_bad_share),
];

export function DecileLift({ deciles }: { deciles: Decile[] }) {
  return (
    <ChartCard
      title={scoreBandTexts.lift}
      summary={scoreBandTexts.liftSummary(deciles[0]?.lift ?? null, deciles.at(-1)?.lift ?? null)}
      rows={deciles}
      rowKey={getRowKey}
      columns={COLUMNS}
    >
      <ColumnChart
        rows={deciles}
        xLabel={getRowKey}
        series={[{ name: names.lift, value: ({ lift }) => lift ?? 0, colour: SERIES_COLOURS.main }]}
        format={formatTick}
        xTitle={scoreBandTexts.liftX}
        yTitle={scoreBandTexts.liftY}
      />
    </ChartCard>
  );
}

export function DecileCalibration({ deciles }: { deciles: Decile[] }) {
  const measured = deciles.filter(({ observed_interval }) => observed_interval !== null);
  const inside = measured.filter(({ mean_pd, observed_interval }) => isInside(mean_pd, observed_interval));
  return (
    <ChartCard
      title={scoreBandTexts.calibration}
      summary={scoreBandTexts.calibrationSummary(inside.length, measured.length)}
      rows={deciles}
      rowKey={getRowKey}
      columns={COLUMNS}
    >
      <IntervalChart
        rows={deciles.map(({ decile, from, to, mean_pd, observed_rate, observed_interval }) => ({
          key: String(decile),
          label: scoreBandTexts.decileLabel(decile, from, to),
          predicted: mean_pd,
          observed: observed_rate,
          interval: observed_interval,
        }))}
        predictedName={scoreBandTexts.predicted}
        observedName={scoreBandTexts.observed}
        xTitle={scoreBandTexts.rateX}
      />
    </ChartCard>
  );
}
