/**
 * Rows of categories with a predicted value and an observed one with its interval. Labels wrap, so that none is cut off at
 * any width. Drawn without Recharts, whose category axis cuts long labels.
 */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { formatPercentTick, type Interval } from '../format/numbers.ts';
import { ChartLegend } from './chart-legend.tsx';
import { LABEL_STYLE, SERIES_COLOURS } from './chart-style.ts';
import { measureLabel, wrapLabel } from './wrap-label.ts';

export interface IntervalRow {
  key: string;
  label: string;
  /** Shares; null where not known. */
  predicted: number | null;
  observed: number | null;
  interval: Interval | null;
}

interface IntervalChartProps {
  rows: readonly IntervalRow[];
  predictedName: string;
  observedName: string;
  /** With its unit. */
  xTitle: string;
}

const LINE_PIXELS = 14;
const ROW_GAP_PIXELS = 12;
const AXIS_PIXELS = 40;
const MARGIN_PIXELS = 14;
/** Distances between the ticks of the axis, as shares. */
const TICK_STEPS = [0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const MAX_TICKS = 5;
const LABEL_GAP_PIXELS = 10;
/** Of the chart's width. */
const MAX_LABEL_SHARE = 0.42;

interface PlacedRow extends IntervalRow {
  lines: string[];
  /** Middle of the row. */
  y: number;
}

export function IntervalChart({ rows, predictedName, observedName, xTitle }: IntervalChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const labelWidth = Math.min(MAX_LABEL_SHARE * width, Math.max(...rows.map(({ label }) => measureLabel(label))) + 4);
  const { placed, bottom } = placeRows(rows, labelWidth);
  const ticks = listTicks(rows);
  const limit = ticks.at(-1) ?? 1;
  const left = labelWidth + LABEL_GAP_PIXELS;
  const toX = (share: number) => left + (share / limit) * (width - left - MARGIN_PIXELS);
  return (
    <>
      <ChartLegend
        entries={[
          { name: predictedName, colour: SERIES_COLOURS.main },
          { name: observedName, colour: SERIES_COLOURS.second },
        ]}
      />
      <div ref={frame}>
        <svg
          width={width}
          height={bottom + AXIS_PIXELS}
          viewBox={`0 0 ${width} ${bottom + AXIS_PIXELS}`}
          aria-hidden="true"
        >
          <Axis ticks={ticks} toX={toX} bottom={bottom} title={xTitle} />
          {placed.map((row) => (
            <Row key={row.key} row={row} labelWidth={labelWidth} toX={toX} />
          ))}
        </svg>
      </div>
    </>
  );
}

interface AxisProps {
  ticks: readonly number[];
  toX: (share: number) => number;
  bottom: number;
  title: string;
}

function Axis({ ticks, toX, bottom, title }: AxisProps) {
  const limit = ticks.at(-1) ?? 1;
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={toX(tick)} x2={toX(tick)} y1={0} y2={bottom} stroke="var(--line)" />
          <text {...LABEL_STYLE} x={toX(tick)} y={bottom + 14} textAnchor={tick === limit ? 'end' : 'middle'}>
            {formatPercentTick(tick)}
          </text>
        </g>
      ))}
      <text {...LABEL_STYLE} x={(toX(0) + toX(limit)) / 2} y={bottom + 32} textAnchor="middle">
        {title}
      </text>
    </g>
  );
}

interface RowProps {
  row: PlacedRow;
  labelWidth: number;
  toX: (share: number) => number;
}

function Row({ row: { lines, y, predicted, observed, interval }, labelWidth, toX }: RowProps) {
  const [low, high] = interval ?? [];
  const top = y - ((lines.length - 1) * LINE_PIXELS) / 2 + 4;
  return (
    <g>
      {lines.map((line, index) => (
        <text
          key={index}
          {...LABEL_STYLE}
          fill="var(--text)"
          x={labelWidth}
          y={top + index * LINE_PIXELS}
          textAnchor="end"
        >
          {line}
        </text>
      ))}
      {low !== undefined && high !== undefined && (
        <g stroke={SERIES_COLOURS.second} strokeWidth={2}>
          <line x1={toX(low)} x2={toX(high)} y1={y} y2={y} />
          <line x1={toX(low)} x2={toX(low)} y1={y - 5} y2={y + 5} />
          <line x1={toX(high)} x2={toX(high)} y1={y - 5} y2={y + 5} />
        </g>
      )}
      {observed !== null && <circle cx={toX(observed)} cy={y} r={4} fill={SERIES_COLOURS.second} />}
      {predicted !== null && <rect x={toX(predicted) - 4} y={y - 4} width={8} height={8} fill={SERIES_COLOURS.main} />}
    </g>
  );
}

/** The width of an element, also after it changes. */
function useWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(480);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

function placeRows(rows: readonly IntervalRow[], labelWidth: number): { placed: PlacedRow[]; bottom: number } {
  let bottom = 4;
  const placed = rows.map((row) => {
    const lines = wrapLabel(row.label, labelWidth);
    const height = lines.length * LINE_PIXELS + ROW_GAP_PIXELS;
    bottom += height;
    return { ...row, lines, y: bottom - height / 2 };
  });
  return { placed, bottom };
}

/** From 0 to the first tick that no value exceeds. */
function listTicks(rows: readonly IntervalRow[]): number[] {
  const highest = Math.max(
    ...rows.flatMap(({ predicted, observed, interval }) => [predicted ?? 0, observed ?? 0, interval?.[1] ?? 0]),
  );
  const step = TICK_STEPS.find((candidate) => highest <= MAX_TICKS * candidate) ?? 0.2;
  const count = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
