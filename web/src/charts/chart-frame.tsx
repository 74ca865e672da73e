/** What all pictures have in common: heights, axes, the box with figures under the pointer. */
import type { ReactNode } from 'react';
import { ResponsiveContainer } from 'recharts';

export const DEFAULT_HEIGHT_PIXELS = 240;

/** Colours of series; told apart by people who see red and green alike, in both themes. */
export const SERIES_COLOURS = {
  main: 'var(--series-1)',
  second: 'var(--series-2)',
  third: 'var(--series-3)',
  muted: 'var(--series-muted)',
} as const;

export const AXIS_STYLE = {
  stroke: 'var(--line-strong)',
  tick: { fill: 'var(--dim)', fontSize: 11 },
  tickLine: false,
} as const;

export const GRID_STYLE = { stroke: 'var(--line)', strokeDasharray: '', vertical: false } as const;
export const CHART_MARGIN = { top: 8, right: 12, bottom: 4, left: 0 } as const;

export function ChartFrame({ children, height = DEFAULT_HEIGHT_PIXELS }: { children: ReactNode; height?: number }) {
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 480, height }}>
      {children}
    </ResponsiveContainer>
  );
}

export interface TooltipRow {
  name: string;
  value: string;
  colour?: string;
}

/** The figures under the pointer. */
export function ChartTooltip({ title, told }: { title: ReactNode; told: TooltipRow[] }) {
  return (
    <div className="tip">
      <strong>{title}</strong>
      {told.map(({ name, value, colour }) => (
        <div key={name}>
          {colour && <span className="swatch" style={{ background: colour }} />}
          {name}
          <span className="number">{value}</span>
        </div>
      ))}
    </div>
  );
}
