/** Pictures whose both axes are shares: ROC curves and calibration, with the diagonal to compare with. */
import { CartesianGrid, ErrorBar, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import { percent } from '../format/numbers.ts';
import { Legend } from './chart-card.tsx';
import { AXIS, GRID, MARGIN, Picture, Tip } from './chart-frame.tsx';

export interface SquarePoint {
  x: number;
  y: number;
  /** Interval of y. */
  low?: number;
  high?: number;
}

export interface SquareSeries {
  name: string;
  colour: string;
  points: SquarePoint[];
  isLine?: boolean;
  isDashed?: boolean;
}

interface SquareProps {
  series: SquareSeries[];
  xName: string;
  yName: string;
  diagonalName: string;
  /** Ends both axes; by default 1. */
  limit?: number;
}

const asWhole = (value: number) => percent(value, 0);

export function Square({ series, xName, yName, diagonalName, limit = 1 }: SquareProps) {
  const axis = {
    ...AXIS,
    type: 'number' as const,
    domain: [0, limit] as [number, number],
    tickCount: 6,
    tickFormatter: asWhole,
  };
  return (
    <>
      <Legend entries={[...series, { name: diagonalName, colour: 'var(--series-muted)', isDashed: true }]} />
      <Picture height={280}>
        <ScatterChart margin={{ ...MARGIN, bottom: 16 }} accessibilityLayer={false}>
          <CartesianGrid {...GRID} vertical />
          <XAxis
            dataKey="x"
            {...axis}
            label={{ value: xName, position: 'insideBottom', offset: -8, fill: 'var(--dim)', fontSize: 11 }}
          />
          <YAxis
            dataKey="y"
            {...axis}
            width={52}
            label={{
              value: yName,
              angle: -90,
              position: 'insideLeft',
              offset: 4,
              fill: 'var(--dim)',
              fontSize: 11,
              style: { textAnchor: 'middle' },
            }}
          />
          <ReferenceLine
            segment={[
              { x: 0, y: 0 },
              { x: limit, y: limit },
            ]}
            stroke="var(--series-muted)"
            strokeDasharray="5 4"
          />
          <Tooltip
            isAnimationActive={false}
            cursor={false}
            content={({ active, payload = [] }) => {
              const point = payload[0]?.payload as SquarePoint | undefined;
              if (!active || !point) return null;
              const told = [
                { name: xName, value: percent(point.x) },
                { name: yName, value: percent(point.y) },
              ];
              return <Tip title={String(payload[0]?.name ?? '')} told={told} />;
            }}
          />
          {series.map(({ name, colour, points, isLine, isDashed }) => (
            <Scatter
              key={name}
              name={name}
              data={points.map((point) => ({ ...point, range: rangeOf(point) }))}
              fill={colour}
              line={
                isLine
                  ? { stroke: colour, strokeWidth: 2, strokeDasharray: isDashed ? '5 4' : undefined }
                  : { stroke: colour, strokeWidth: 1 }
              }
              shape={isLine ? () => <g /> : 'circle'}
              isAnimationActive={false}
            >
              {points.some(({ low }) => low !== undefined) && (
                <ErrorBar
                  dataKey="range"
                  direction="y"
                  width={4}
                  stroke={colour}
                  strokeWidth={1}
                  isAnimationActive={false}
                />
              )}
            </Scatter>
          ))}
        </ScatterChart>
      </Picture>
    </>
  );
}

/** Recharts wants how far an interval goes below and above. */
const rangeOf = ({ y, low = y, high = y }: SquarePoint) => [y - low, high - y];
