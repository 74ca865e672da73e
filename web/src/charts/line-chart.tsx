/** A chart of lines, one for each series. For values over time. */
import { CartesianGrid, Line, LineChart as RechartsLineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { MISSING_TEXT } from '../format/numbers.ts';
import { buildXLabel, renderYTitle, TITLED_MARGIN } from './axis-titles.tsx';
import { buildChartData, findSeries, getSeriesKey } from './chart-data.ts';
import { ChartFrame } from './chart-frame.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { AXIS_STYLE, DASHES, GRID_STYLE } from './chart-style.ts';
import { ChartTooltip, type TooltipRow } from './chart-tooltip.tsx';

interface LineSeries<Row> {
  name: string;
  value: (row: Row) => number | null;
  colour: string;
  isDashed?: boolean;
}

interface LineChartProps<Row> {
  rows: readonly Row[];
  xLabel: (row: Row) => string;
  series: LineSeries<Row>[];
  format: (value: number) => string;
  /** Of the axes, with units. */
  xTitle: string;
  yTitle: string;
  /** Lowest and highest value of the y axis; default from 0. */
  domain?: [number | 'auto', number | 'auto'];
  /** Pixels. */
  height?: number;
}

/** With more rows, dots would cover the lines. */
const MAX_ROWS_WITH_DOTS = 40;

export function LineChart<Row>(props: LineChartProps<Row>) {
  const { rows, xLabel, series, format, domain = [0, 'auto'], height, xTitle, yTitle } = props;
  const data = buildChartData(rows, xLabel, series);
  const buildTooltipRow = ({ value, dataKey }: { value?: unknown; dataKey?: unknown }): TooltipRow => {
    const { name = '', colour } = findSeries(series, dataKey) ?? {};
    return { name, colour, value: typeof value === 'number' ? format(value) : MISSING_TEXT };
  };
  return (
    <>
      {series.length > 1 && <ChartLegend entries={series} />}
      <ChartFrame height={height}>
        <RechartsLineChart data={data} margin={TITLED_MARGIN} accessibilityLayer={false}>
          <CartesianGrid {...GRID_STYLE} />
          {renderYTitle(yTitle)}
          <XAxis
            dataKey="x"
            {...AXIS_STYLE}
            minTickGap={24}
            label={buildXLabel(xTitle)}
            interval="preserveStartEnd"
            padding={{ left: 12, right: 12 }}
          />
          <YAxis
            {...AXIS_STYLE}
            axisLine={false}
            width={52}
            domain={domain}
            tickFormatter={format}
            allowDataOverflow={false}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, label, payload = [] }) =>
              active && <ChartTooltip title={label} rows={payload.map(buildTooltipRow)} />
            }
          />
          {renderLines(series, rows.length <= MAX_ROWS_WITH_DOTS)}
        </RechartsLineChart>
      </ChartFrame>
    </>
  );
}

/** Not a component: Recharts looks for its own elements among the children. */
function renderLines<Row>(series: LineSeries<Row>[], hasDots: boolean) {
  return series.map(({ name, colour, isDashed }, index) => (
    <Line
      key={name}
      dataKey={getSeriesKey(index)}
      name={name}
      stroke={colour}
      strokeWidth={2}
      strokeDasharray={isDashed ? DASHES : undefined}
      dot={hasDots ? { r: 2.5, fill: colour, strokeWidth: 0 } : false}
      isAnimationActive={false}
      connectNulls
    />
  ));
}
