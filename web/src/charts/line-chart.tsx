/** Values over time or over anything ordered, a line each. */
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartLegend } from './chart-card.tsx';
import { AXIS_STYLE, CHART_MARGIN, ChartFrame, ChartTooltip, GRID_STYLE } from './chart-frame.tsx';

export interface Series<Row> {
  name: string;
  value: (row: Row) => number | null;
  colour: string;
  isDashed?: boolean;
}

interface LinesProps<Row> {
  rows: readonly Row[];
  x: (row: Row) => string;
  series: Series<Row>[];
  format: (value: number) => string;
  /** Lowest and highest value of the axis; by default from 0. */
  domain?: [number | 'auto' | 'dataMin', number | 'auto'];
  height?: number;
}

export function Lines<Row>({ rows, x, series, format, domain = [0, 'auto'], height }: LinesProps<Row>) {
  const data = rows.map((row) => ({
    x: x(row),
    ...Object.fromEntries(series.map(({ value }, i) => [`s${i}`, value(row)])),
  }));
  return (
    <>
      {series.length > 1 && <ChartLegend entries={series} />}
      <ChartFrame height={height}>
        <LineChart data={data} margin={CHART_MARGIN} accessibilityLayer={false}>
          <CartesianGrid {...GRID_STYLE} />
          <XAxis
            dataKey="x"
            {...AXIS_STYLE}
            minTickGap={24}
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
              active && (
                <ChartTooltip
                  title={label}
                  told={payload.map(({ value, dataKey }) => {
                    const { name = '', colour } = series[Number(String(dataKey).slice(1))] ?? {};
                    return { name, colour, value: typeof value === 'number' ? format(value) : '–' };
                  })}
                />
              )
            }
          />
          {series.map(({ name, colour, isDashed }, i) => (
            <Line
              key={name}
              dataKey={`s${i}`}
              name={name}
              stroke={colour}
              strokeWidth={2}
              strokeDasharray={isDashed ? '5 4' : undefined}
              dot={data.length <= 40 ? { r: 2.5, fill: colour, strokeWidth: 0 } : false}
              isAnimationActive={false}
              connectNulls
            />
          ))}
        </LineChart>
      </ChartFrame>
    </>
  );
}
