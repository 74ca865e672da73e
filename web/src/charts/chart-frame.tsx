/** Fits a chart into the width of its card. */
import type { ReactNode } from 'react';
import { ResponsiveContainer } from 'recharts';
import { DEFAULT_HEIGHT_PIXELS } from './chart-style.ts';

/** `height` is in pixels. */
export function ChartFrame({ children, height = DEFAULT_HEIGHT_PIXELS }: { children: ReactNode; height?: number }) {
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 480, height }}>
      {children}
    </ResponsiveContainer>
  );
}
