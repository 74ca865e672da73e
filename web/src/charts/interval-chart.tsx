/**
 * Rows of categories with a predicted value and an observed one with its interval. Labels wrap, so that none is cut off at
 * any width. Drawn without Recharts, whose category axis cuts long labels.
 */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { formatPercent, type Interval } from '../format/numbers.ts';
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
const TICKS = 5;
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
  const limit = findAxisLimit(rows);
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
        <svg width={width} height={bottom + AXIS_PIXELS} aria-hidden="true">
          <Axis limit={limit} toX={toX} bottom={bottom} title={xTitle} />
          {placed.map((row) => (
            <Row key={row.key} row={row} labelWidth={labelWidth} toX={toX} />
          ))}
        </svg>
      </div>
    </>
  );
}

interface AxisProps {
  limit: number;
  toX: (share: number) => number;
  bottom: number;
  title: string;
}

function Axis({ limit, toX, bottom, title }: AxisProps) {
  const ticks = Array.from({ length: TICKS }, (_, index) => (index * limit) / (TICKS - 1));
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={toX(tick)} x2={toX(tick)} y1={0} y2={bottom} stroke="var(--line)" />
          <text {...LABEL_STYLE} x={toX(tick)} y={bottom + 14} textAnchor={tick === limit ? 'end' : 'middle'}>
            {formatPercent(tick, limit < 0.1 ? 1 : 0)}
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

/** The lowest twentieth that no value exceeds, at most 1. */
function findAxisLimit(rows: readonly IntervalRow[]): number {
  const values = rows.flatMap(({ predicted, observed, interval }) => [
    predicted ?? 0,
    observed ?? 0,
    interval?.[1] ?? 0,
  ]);
  return Math.min(1, Math.max(0.02, Math.ceil(20 * Math.max(...values)) / 20));
}
