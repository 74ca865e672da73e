/** Values over time or over anything ordered, a line each. */
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { Legend } from './chart-card.tsx';
import { AXIS, GRID, MARGIN, Picture, Tip } from './chart-frame.tsx';

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
      {series.length > 1 && <Legend entries={series} />}
      <Picture height={height}>
        <LineChart data={data} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid {...GRID} />
          <XAxis dataKey="x" {...AXIS} minTickGap={24} interval="preserveStartEnd" padding={{ left: 12, right: 12 }} />
          <YAxis
            {...AXIS}
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
                <Tip
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
      </Picture>
    </>
  );
}
