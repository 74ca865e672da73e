/** Titles of axes with their units. The one of the y axis stands above it, so that it is read without turning the head. */
import type { ReactElement } from 'react';
import { CHART_MARGIN, LABEL_STYLE } from './chart-style.ts';

const TITLE_HEIGHT_PIXELS = 20;

/** The margin of a chart with room for the titles of its axes. */
export function buildMargin(xTitle: string | undefined, yTitle: string | undefined) {
  return {
    ...CHART_MARGIN,
    top: CHART_MARGIN.top + (yTitle ? TITLE_HEIGHT_PIXELS : 0),
    bottom: CHART_MARGIN.bottom + (xTitle ? TITLE_HEIGHT_PIXELS - 4 : 0),
  };
}

export function buildXLabel(title: string | undefined) {
  return title ? ({ ...LABEL_STYLE, value: title, position: 'insideBottom', offset: -10 } as const) : undefined;
}

/** Not a component: Recharts draws it as one of its own elements. */
export function renderYTitle(title: string | undefined): ReactElement | undefined {
  if (!title) return undefined;
  return (
    <text x={4} y={12} {...LABEL_STYLE}>
      {title}
    </text>
  );
}
