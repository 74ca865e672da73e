/** Pictures whose both axes are shares: ROC curves and calibration, with the diagonal to compare with. */
import { CartesianGrid, ErrorBar, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import { formatPercent } from '../format/numbers.ts';
import { ChartLegend } from './chart-card.tsx';
import { AXIS_STYLE, CHART_MARGIN, ChartFrame, ChartTooltip, GRID_STYLE } from './chart-frame.tsx';

export interface DiagonalPoint {
  x: number;
  y: number;
  /** Interval of y. */
  low?: number;
  high?: number;
}

export interface DiagonalSeries {
  name: string;
  colour: string;
  points: DiagonalPoint[];
  isLine?: boolean;
  isDashed?: boolean;
}

interface DiagonalChartProps {
  series: DiagonalSeries[];
  xName: string;
  yName: string;
  diagonalName: string;
  /** Ends both axes; by default 1. */
  limit?: number;
}

const asWhole = (value: number) => formatPercent(value, 0);

export function DiagonalChart({ series, xName, yName, diagonalName, limit = 1 }: DiagonalChartProps) {
  const axis = {
    ...AXIS_STYLE,
    type: 'number' as const,
    domain: [0, limit] as [number, number],
    tickCount: 6,
    tickFormatter: asWhole,
  };
  return (
    <>
      <ChartLegend entries={[...series, { name: diagonalName, colour: 'var(--series-muted)', isDashed: true }]} />
      <ChartFrame height={280}>
        <ScatterChart margin={{ ...CHART_MARGIN, bottom: 16 }} accessibilityLayer={false}>
          <CartesianGrid {...GRID_STYLE} vertical />
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
              const point = payload[0]?.payload as DiagonalPoint | undefined;
              if (!active || !point) return null;
              const told = [
                { name: xName, value: formatPercent(point.x) },
                { name: yName, value: formatPercent(point.y) },
              ];
              return <ChartTooltip title={String(payload[0]?.name ?? '')} told={told} />;
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
      </ChartFrame>
    </>
  );
}

/** Recharts wants how far an interval goes below and above. */
const rangeOf = ({ y, low = y, high = y }: DiagonalPoint) => [y - low, high - y];
