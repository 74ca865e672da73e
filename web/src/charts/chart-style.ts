/** Sizes and colours that all charts share. */

export const DEFAULT_HEIGHT_PIXELS = 240;

/** Colours of series. They are distinguishable in both themes, also with a red-green colour deficiency. */
export const SERIES_COLOURS = {
  main: 'var(--series-1)',
  second: 'var(--series-2)',
  third: 'var(--series-3)',
  muted: 'var(--series-muted)',
} as const;

export const LABEL_STYLE = { fill: 'var(--dim)', fontSize: 11 } as const;

export const AXIS_STYLE = { stroke: 'var(--line-strong)', tick: LABEL_STYLE, tickLine: false } as const;

export const GRID_STYLE = { stroke: 'var(--line)', strokeDasharray: '', vertical: false } as const;

export const DASHES = '5 4';

export const CHART_MARGIN = { top: 8, right: 12, bottom: 4, left: 0 } as const;

/** Colours of decisions, from low to high risk. */
export const DECISION_COLOURS = {
  approve: 'var(--band-a)',
  refer: 'var(--band-c)',
  decline: 'var(--band-e)',
} as const;
