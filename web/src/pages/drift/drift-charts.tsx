/** The bins of one feature in training and now, and its drift over time. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { IntervalChart } from '../../charts/interval-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { Card } from '../../components/card.tsx';
import { useFocusOnChange } from '../../components/use-focus-on-change.ts';
import { formatDecimal, formatPercent, formatPercentTick, formatTick } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Drift } from '../../queries/api-types.ts';
import { driftTexts as texts } from '../../texts/models/drift.ts';
import { describeShift, isJudged } from './describe-shift.ts';

/** Of a label below a column: of eight columns on a phone, every second label is drawn. */
const MAX_COLUMN_LABEL_LETTERS = 16;

interface DriftChartsProps {
  drift: Drift;
  minimumRows: number;
}

export function DriftCharts({ drift, minimumRows }: DriftChartsProps) {
  const place = useFocusOnChange(drift.feature);
  return (
    <div className="stack chosen-detail" ref={place} tabIndex={-1}>
      {isJudged(drift) ? (
        <BinChart drift={drift} />
      ) : (
        <Card title={texts.bins(drift.label)} note={describeShift(drift, minimumRows)} />
      )}
      {drift.history.some(({ psi }) => psi !== null) && <PsiHistory drift={drift} />}
    </div>
  );
}

function BinChart({ drift }: { drift: Drift }) {
  const { label, bins } = drift;
  return (
    <ChartCard
      title={texts.bins(label)}
      summary={describeShift(drift)}
      rows={bins}
      rowKey={(bin) => bin.label}
      columns={[
        { name: texts.bin, cell: (bin) => bin.label },
        {
          name: texts.training,
          isNumber: true,
          value: ({ baseline }) => baseline,
          cell: ({ baseline }) => formatPercent(baseline),
        },
        {
          name: texts.now,
          isNumber: true,
          value: ({ current }) => current,
          cell: ({ current }) => formatPercent(current),
        },
      ]}
    >
      <BinPicture bins={bins} />
    </ChartCard>
  );
}

/** Columns, which need short labels; rows, whose labels wrap, for others. */
function BinPicture({ bins }: Pick<Drift, 'bins'>) {
  if (bins.some(({ label }) => label.length > MAX_COLUMN_LABEL_LETTERS)) {
    return (
      <IntervalChart
        rows={bins.map(({ label, baseline, current }) => ({
          ...{ key: label, label, predicted: baseline, observed: current, interval: null },
        }))}
        predictedName={texts.training}
        observedName={texts.now}
        xTitle={texts.shareAxis}
      />
    );
  }
  return (
    <ColumnChart
      rows={bins}
      xLabel={({ label }) => label}
      series={[
        { name: texts.training, value: ({ baseline }) => baseline, colour: SERIES_COLOURS.muted },
        { name: texts.now, value: ({ current }) => current, colour: SERIES_COLOURS.main },
      ]}
      format={formatPercentTick}
      xTitle={texts.binAxis}
      yTitle={texts.shareAxis}
    />
  );
}

function PsiHistory({ drift: { label, psi, history } }: { drift: Drift }) {
  return (
    <ChartCard
      title={texts.history(label)}
      summary={texts.historySummary(history.length, psi)}
      rows={history}
      rowKey={({ as_of }) => as_of}
      columns={[
        { name: texts.historyDay, cell: ({ as_of }) => formatDate(as_of) },
        { name: texts.psi, isNumber: true, value: (row) => row.psi, cell: (row) => formatDecimal(row.psi) },
      ]}
    >
      <LineChart
        rows={history}
        xLabel={({ as_of }) => formatDate(as_of)}
        series={[{ name: texts.psi, value: (row) => row.psi, colour: SERIES_COLOURS.main }]}
        format={formatTick}
        xTitle={texts.historyDay}
        yTitle={texts.psiAxis}
        height={200}
      />
    </ChartCard>
  );
}
