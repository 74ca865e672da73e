/** Amounts side by side or on top of each other. */
import { Bar, BarChart, CartesianGrid, Cell, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartLegend } from './chart-card.tsx';
import { AXIS_STYLE, CHART_MARGIN, ChartFrame, ChartTooltip, GRID_STYLE } from './chart-frame.tsx';

export interface ColumnSeries<Row> {
  name: string;
  value: (row: Row) => number;
  colour: string;
  /** Instead of the series' own colour. */
  colourOf?: (row: Row) => string;
}

interface ColumnChartProps<Row> {
  rows: readonly Row[];
  x: (row: Row) => string;
  series: ColumnSeries<Row>[];
  format: (value: number) => string;
  isStacked?: boolean;
  domain?: [number, number];
  gap?: string | number;
  height?: number;
}

export function ColumnChart<Row>({
  rows,
  x,
  series,
  format,
  isStacked,
  domain,
  gap = '18%',
  height,
}: ColumnChartProps<Row>) {
  const data = rows.map((row) => ({
    x: x(row),
    ...Object.fromEntries(series.map(({ value }, i) => [`s${i}`, value(row)])),
  }));
  return (
    <>
      {series.length > 1 && <ChartLegend entries={series} />}
      <ChartFrame height={height}>
        <BarChart data={data} margin={CHART_MARGIN} barCategoryGap={gap} barGap={2} accessibilityLayer={false}>
          <CartesianGrid {...GRID_STYLE} />
          <XAxis dataKey="x" {...AXIS_STYLE} minTickGap={8} interval="preserveStartEnd" />
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
              active && (
                <ChartTooltip
                  title={label}
                  told={payload.map(({ value, dataKey }) => {
                    const { name = '', colour } = series[Number(String(dataKey).slice(1))] ?? {};
                    return { name, value: format(Number(value)), ...(series.length > 1 && { colour }) };
                  })}
                />
              )
            }
          />
          {series.map(({ name, colour, colourOf }, i) => (
            <Bar
              key={name}
              dataKey={`s${i}`}
              name={name}
              fill={colour}
              stackId={isStacked ? 'all' : undefined}
              radius={isStacked ? 0 : [2, 2, 0, 0]}
              maxBarSize={64}
              isAnimationActive={false}
            >
              {colourOf && rows.map((row) => <Cell key={x(row)} fill={colourOf(row)} />)}
            </Bar>
          ))}
        </BarChart>
      </ChartFrame>
    </>
  );
}
