/** A column chart, grouped or stacked. For amounts in categories or days. */
import { Bar, BarChart, CartesianGrid, Cell, Tooltip, XAxis, YAxis } from 'recharts';
import { buildXLabel, renderYTitle, TITLED_MARGIN } from './axis-titles.tsx';
import { buildChartData, findSeries, getSeriesKey } from './chart-data.ts';
import { ChartFrame } from './chart-frame.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { AXIS_STYLE, GRID_STYLE } from './chart-style.ts';
import { ChartTooltip, type TooltipRow } from './chart-tooltip.tsx';
import { type Mark, Marks } from './marks.tsx';

interface ColumnSeries<Row> {
  name: string;
  value: (row: Row) => number;
  colour: string;
  /** A colour for each column instead of the series' colour. */
  rowColour?: (row: Row) => string;
}

interface ColumnChartProps<Row> {
  rows: readonly Row[];
  xLabel: (row: Row) => string;
  series: ColumnSeries<Row>[];
  format: (value: number) => string;
  /** Of the axes, with units. */
  xTitle: string;
  yTitle: string;
  isStacked?: boolean;
  /** Lowest and highest value of the y axis. */
  domain?: [number, number];
  /** Lines over the columns; the columns divide the x axis evenly. */
  marks?: readonly Mark[];
  /** Between two categories: a share of the category's width, or pixels. */
  gap?: string | number;
}

export function ColumnChart<Row>(props: ColumnChartProps<Row>) {
  const { rows, xLabel, series, format, domain, xTitle, yTitle, marks = [], gap = '18%' } = props;
  const data = buildChartData(rows, xLabel, series);
  const buildTooltipRow = ({ value, dataKey }: { value?: unknown; dataKey?: unknown }): TooltipRow => {
    const { name = '', colour } = findSeries(series, dataKey) ?? {};
    return { name, value: format(Number(value)), ...(series.length > 1 && { colour }) };
  };
  return (
    <>
      {series.length > 1 && <ChartLegend entries={series} />}
      <ChartFrame>
        <BarChart data={data} margin={TITLED_MARGIN} barCategoryGap={gap} barGap={2} accessibilityLayer={false}>
          <CartesianGrid {...GRID_STYLE} />
          {renderYTitle(yTitle)}
          <XAxis dataKey="x" {...AXIS_STYLE} minTickGap={8} label={buildXLabel(xTitle)} interval="preserveStartEnd" />
          <YAxis
            {...AXIS_STYLE}
            axisLine={false}
            width={52}
            tickFormatter={format}
            domain={domain}
            allowDataOverflow={Boolean(domain)}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--hover)' }}
            content={({ active, label, payload = [] }) =>
              active && <ChartTooltip title={label} rows={payload.map(buildTooltipRow)} />
            }
          />
          {renderBars(props)}
          <Marks marks={marks} />
        </BarChart>
      </ChartFrame>
    </>
  );
}

/** Not a component: Recharts looks for its own elements among the children. */
function renderBars<Row>({ rows, xLabel, series, isStacked }: ColumnChartProps<Row>) {
  return series.map(({ name, colour, rowColour }, index) => (
    <Bar
      key={name}
      dataKey={getSeriesKey(index)}
      name={name}
      fill={colour}
      stackId={isStacked ? 'all' : undefined}
      radius={isStacked ? 0 : [2, 2, 0, 0]}
      maxBarSize={64}
      isAnimationActive={false}
    >
      {rowColour && rows.map((row) => <Cell key={xLabel(row)} fill={rowColour(row)} />)}
    </Bar>
  ));
}
