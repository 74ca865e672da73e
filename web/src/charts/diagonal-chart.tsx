/** A chart whose axes are both shares, with its diagonal as a reference. For ROC curves and calibration. */
import { CartesianGrid, ErrorBar, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import { formatPercent, formatPercentTick } from '../format/numbers.ts';
import { buildXLabel, renderYTitle, TITLED_MARGIN } from './axis-titles.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { AXIS_STYLE, DASHES, GRID_STYLE, SERIES_COLOURS } from './chart-style.ts';
import { ChartTooltip } from './chart-tooltip.tsx';

/** Shares, 0 to 1. */
interface DiagonalPoint {
  x: number;
  y: number;
  /** The confidence interval of `y`. */
  low?: number;
  high?: number;
}

export interface DiagonalSeries {
  name: string;
  colour: string;
  points: DiagonalPoint[];
  /** Draws a line without dots. */
  isLine?: boolean;
  isDashed?: boolean;
}

interface DiagonalChartProps {
  series: DiagonalSeries[];
  xName: string;
  yName: string;
  diagonalName: string;
  /** Highest value of both axes; default 1. */
  limit?: number;
}

const HEIGHT_PIXELS = 280;

export function DiagonalChart({ series, xName, yName, diagonalName, limit = 1 }: DiagonalChartProps) {
  const axis = {
    ...AXIS_STYLE,
    type: 'number' as const,
    domain: [0, limit] as [number, number],
    tickCount: 6,
    tickFormatter: formatPercentTick,
  };
  const diagonal = [
    { x: 0, y: 0 },
    { x: limit, y: limit },
  ] as const;
  return (
    <>
      <ChartLegend entries={[...series, { name: diagonalName, colour: SERIES_COLOURS.muted, isDashed: true }]} />
      <ChartFrame height={HEIGHT_PIXELS}>
        <ScatterChart margin={TITLED_MARGIN} accessibilityLayer={false}>
          <CartesianGrid {...GRID_STYLE} vertical />
          {renderYTitle(yName)}
          <XAxis dataKey="x" {...axis} label={buildXLabel(xName)} />
          <YAxis dataKey="y" {...axis} width={52} />
          <ReferenceLine segment={diagonal} stroke={SERIES_COLOURS.muted} strokeDasharray={DASHES} />
          <Tooltip
            isAnimationActive={false}
            cursor={false}
            content={({ active, payload = [] }) =>
              active && payload[0] && <PointTooltip entry={payload[0]} xName={xName} yName={yName} />
            }
          />
          {series.map(renderSeries)}
        </ScatterChart>
      </ChartFrame>
    </>
  );
}

interface PointTooltipProps {
  /** Recharts' entry for the point under the pointer. */
  entry: { name?: unknown; payload?: unknown };
  xName: string;
  yName: string;
}

function PointTooltip({ entry, xName, yName }: PointTooltipProps) {
  const { x, y } = entry.payload as DiagonalPoint;
  const rows = [
    { name: xName, value: formatPercent(x) },
    { name: yName, value: formatPercent(y) },
  ];
  return <ChartTooltip title={String(entry.name ?? '')} rows={rows} />;
}

/** Not a component: Recharts looks for its own elements among the children. */
function renderSeries({ name, colour, points, isLine, isDashed }: DiagonalSeries) {
  const hasIntervals = points.some(({ low }) => low !== undefined);
  return (
    <Scatter
      key={name}
      name={name}
      data={points.map((point) => ({ ...point, range: measureInterval(point) }))}
      fill={colour}
      line={{
        stroke: colour,
        strokeWidth: isLine ? 2 : 1,
        strokeDasharray: isLine && isDashed ? DASHES : undefined,
      }}
      shape={isLine ? () => <g /> : 'circle'}
      isAnimationActive={false}
    >
      {hasIntervals && (
        <ErrorBar dataKey="range" direction="y" width={4} stroke={colour} strokeWidth={1} isAnimationActive={false} />
      )}
    </Scatter>
  );
}

/** The lengths of an interval below and above its point, as Recharts' error bars need them. */
function measureInterval({ y, low = y, high = y }: DiagonalPoint): [number, number] {
  return [y - low, high - y];
}

/** The lowest tenth that no value exceeds, at most 1: a `limit` that shows small shares large. */
export function findLimit(values: number[]): number {
  return Math.min(1, Math.ceil(10 * Math.max(...values)) / 10);
}
