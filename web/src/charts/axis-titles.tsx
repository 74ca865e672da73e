/** Titles of axes with their units. The one of the y axis stands above it, so that it is read without turning the head. */
import type { ReactElement } from 'react';
import { CHART_MARGIN, LABEL_STYLE } from './chart-style.ts';

const TITLE_HEIGHT_PIXELS = 20;

/** The margin of a chart with room for the titles of its axes. */
export const TITLED_MARGIN = {
  ...CHART_MARGIN,
  top: CHART_MARGIN.top + TITLE_HEIGHT_PIXELS,
  bottom: CHART_MARGIN.bottom + TITLE_HEIGHT_PIXELS - 4,
} as const;

export function buildXLabel(title: string) {
  return { ...LABEL_STYLE, value: title, position: 'insideBottom', offset: -10 } as const;
}

/** Not a component: Recharts draws it as one of its own elements. */
export function renderYTitle(title: string): ReactElement {
  return (
    <text x={4} y={12} {...LABEL_STYLE}>
      {title}
    </text>
  );
}
