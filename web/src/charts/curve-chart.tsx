/** Lines over a numeric x axis, with marks. For gain and KS curves. */
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { MISSING_TEXT } from '../format/numbers.ts';
import { buildXLabel, renderYTitle, TITLED_MARGIN } from './axis-titles.tsx';
import { findSeries, getSeriesKey } from './chart-data.ts';
import { ChartFrame } from './chart-frame.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { AXIS_STYLE, DASHES, GRID_STYLE } from './chart-style.ts';
import { ChartTooltip, type TooltipRow } from './chart-tooltip.tsx';
import { type Mark, Marks } from './marks.tsx';

interface CurveSeries<Row> {
  name: string;
  value: (row: Row) => number;
  colour: string;
  isDashed?: boolean;
}

interface CurveChartProps<Row> {
  rows: readonly Row[];
  x: (row: Row) => number;
  /** Lowest and highest value of each axis. */
  xDomain: [number, number];
  yDomain: [number, number];
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  /** With units. */
  xTitle: string;
  yTitle: string;
  series: CurveSeries<Row>[];
  marks?: readonly Mark[];
}

const HEIGHT_PIXELS = 280;

export function CurveChart<Row>(props: CurveChartProps<Row>) {
  const { rows, x, xDomain, yDomain, formatX, formatY, xTitle, yTitle, series, marks = [] } = props;
  const data = rows.map((row) => ({
    x: x(row),
    ...Object.fromEntries(series.map(({ value }, index) => [getSeriesKey(index), value(row)])),
  }));
  const buildTooltipRow = ({ value, dataKey }: { value?: unknown; dataKey?: unknown }): TooltipRow => {
    const { name = '', colour } = findSeries(series, dataKey) ?? {};
    return { name, colour, value: typeof value === 'number' ? formatY(value) : MISSING_TEXT };
  };
  return (
    <>
      <ChartLegend entries={series} />
      <ChartFrame height={HEIGHT_PIXELS}>
        <LineChart data={data} margin={TITLED_MARGIN} accessibilityLayer={false}>
          <CartesianGrid {...GRID_STYLE} />
          {renderYTitle(yTitle)}
          <XAxis
            {...AXIS_STYLE}
            dataKey="x"
            type="number"
            domain={xDomain}
            tickCount={6}
            tickFormatter={formatX}
            label={buildXLabel(xTitle)}
          />
          <YAxis {...AXIS_STYLE} axisLine={false} width={52} domain={yDomain} tickFormatter={formatY} />
          <Tooltip
            isAnimationActive={false}
            content={({ active, label, payload = [] }) =>
              active && <ChartTooltip title={formatX(Number(label))} rows={payload.map(buildTooltipRow)} />
            }
          />
          {series.map(({ name, colour, isDashed }, index) => (
            <Line
              key={name}
              dataKey={getSeriesKey(index)}
              name={name}
              stroke={colour}
              strokeWidth={2}
              strokeDasharray={isDashed ? DASHES : undefined}
              dot={false}
              isAnimationActive={false}
            />
          ))}
          <Marks marks={marks} />
        </LineChart>
      </ChartFrame>
    </>
  );
}
