/**
 * Renders the report's charts as inline SVG, which prints sharply and needs no script. Each chart has its values as text
 * for screen readers. Each series has its own dashes, because paper is often grey.
 */
import { html, type Markup } from '../../../shared/page/markup.ts';

const WIDTH = 720;
const COLOURS = ['#1f5f8b', '#c2571a', '#4f7f3a', '#7a4a8c'];
const DASHES = ['', '6 3', '2 3', '8 3 2 3'];

export interface Bar {
  label: string;
  value: number;
  /** Text at the end of the bar. */
  text: string;
  /** Whether the bar has the warning colour. */
  isHot?: boolean;
}

const BAR_HEIGHT = 22;
const LABEL_WIDTH = 270;
const TEXT_WIDTH = 150;
/** Characters that fit the width of a label. */
const LABEL_CHARACTERS = 40;

/** Renders horizontal bars in the given order. The longest fills the width. */
export function renderBarChart(title: string, bars: readonly Bar[]): Markup {
  const height = bars.length * BAR_HEIGHT + 6;
  const longest = Math.max(...bars.map(({ value }) => value), 0);
  const room = WIDTH - LABEL_WIDTH - TEXT_WIDTH;
  const rows = bars.map(({ label, value, text, isHot }, i) => {
    const y = i * BAR_HEIGHT + 4;
    const width = longest > 0 ? round((Math.max(value, 0) / longest) * room) : 0;
    return html`<text x="${LABEL_WIDTH - 8}" y="${y + 13}" text-anchor="end">${shorten(label, LABEL_CHARACTERS)}</text>
<rect x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT - 6}" fill="${isHot ? COLOURS[1] : COLOURS[0]}"/>
<text x="${LABEL_WIDTH + width + 6}" y="${y + 13}">${text}</text>`;
  });
  return renderFigure(title, bars.map(({ label, text }) => `${label}: ${text}`).join('; '), height, rows);
}

export interface Series {
  name: string;
  /** Null is unknown and leaves a gap in the line. */
  values: readonly (number | null)[];
}

const PLOT = { left: 92, right: 20, top: 26, bottom: 28, height: 220 };

/** Renders lines over shared x labels. The y axis begins at 0; `format` writes its values. */
export function renderLineChart(
  title: string,
  labels: readonly string[],
  series: readonly Series[],
  format: (value: number) => string,
): Markup {
  const values = series.flatMap((line) => line.values.filter((value) => value !== null));
  if (labels.length === 0 || values.length === 0) return html`<p class="none">${title}: nothing to show yet.</p>`;
  const top = roundUp(Math.max(...values));
  const x = (i: number) =>
    round(PLOT.left + (WIDTH - PLOT.left - PLOT.right) * (labels.length === 1 ? 0.5 : i / (labels.length - 1)));
  const y = (value: number) =>
    round(PLOT.height - PLOT.bottom - (value / top) * (PLOT.height - PLOT.top - PLOT.bottom));
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (
      share,
    ) => html`<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${y(share * top)}" y2="${y(share * top)}" stroke="#d8d8d8"/>
<text x="${PLOT.left - 6}" y="${y(share * top) + 4}" text-anchor="end">${format(share * top)}</text>`,
  );
  const lines = series.map(({ name, values }, s) => renderLine(name, values, s, { x, y }));
  const description = series.map(
    ({ name, values }) => `${name}: ${values.map((v) => (v === null ? 'unknown' : format(v))).join(', ')}`,
  );
  return renderFigure(title, description.join('; '), PLOT.height, [...grid, renderXLabels(labels, x), ...lines]);
}

function renderLine(
  name: string,
  values: readonly (number | null)[],
  index: number,
  { x, y }: { x: (i: number) => number; y: (value: number) => number },
): Markup {
  const colour = COLOURS[index % COLOURS.length];
  let path = '';
  values.forEach((value, i) => {
    const isNew = i === 0 || values[i - 1] === null;
    if (value !== null) path += `${isNew ? 'M' : 'L'}${x(i)} ${y(value)}`;
  });
  const dots = values.map((value, i) =>
    value === null ? '' : html`<circle cx="${x(i)}" cy="${y(value)}" r="2.5" fill="${colour}"/>`,
  );
  const legend = PLOT.left + index * 150;
  return html`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${DASHES[index % DASHES.length]}"/>${dots}
<line x1="${legend}" x2="${legend + 22}" y1="10" y2="10" stroke="${colour}" stroke-width="2" stroke-dasharray="${DASHES[index % DASHES.length]}"/>
<text x="${legend + 28}" y="14">${name}</text>`;
}

/** Renders at most eight labels, the last among them. */
function renderXLabels(labels: readonly string[], x: (i: number) => number): Markup {
  const step = Math.max(1, Math.ceil(labels.length / 8));
  const shown = labels.map((label, i) => ({ label, i })).filter(({ i }) => (labels.length - 1 - i) % step === 0);
  return html`${shown.map(
    ({ label, i }) => html`<text x="${x(i)}" y="${PLOT.height - 8}" text-anchor="middle">${label}</text>`,
  )}`;
}

function renderFigure(title: string, description: string, height: number, parts: readonly Markup[]): Markup {
  return html`<figure><figcaption>${title}</figcaption>
<svg role="img" aria-label="${title}. ${description}" viewBox="0 0 ${WIDTH} ${height}" xmlns="http://www.w3.org/2000/svg">
${parts}
</svg></figure>`;
}

/** Rounds up to 1, 2, 2.5 or 5 times a power of ten. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999) ?? value;
}

const round = (value: number): number => Math.round(value * 10) / 10;
export const shorten = (text: string, maxCharacters: number): string =>
  text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1)}…` : text;
