/**
 * Charts of the report as inline SVG: they print as sharp as text, need no script, and say in words what they show.
 * Every series has its own shape beside its colour, for paper is often grey.
 */
import { html, type Markup } from './markup.ts';

const WIDTH = 720;
const COLOURS = ['#1f5f8b', '#c2571a', '#4f7f3a', '#7a4a8c'];
const DASHES = ['', '6 3', '2 3', '8 3 2 3'];

export interface Bar {
  label: string;
  value: number;
  /** What stands at the end of the bar. */
  text: string;
  /** Marks the bar as one to look at. */
  isHot?: boolean;
}

const BAR_HEIGHT = 22;
const LABEL_WIDTH = 270;
const TEXT_WIDTH = 150;
/** As many as fit the width of a label. */
const LABEL_CHARACTERS = 40;

/** Horizontal bars in the order given; the longest is as wide as the place. */
export function renderBarChart(title: string, bars: readonly Bar[]): Markup {
  const height = bars.length * BAR_HEIGHT + 6;
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const room = WIDTH - LABEL_WIDTH - TEXT_WIDTH;
  const rows = bars.map(({ label, value, text, isHot }, i) => {
    const y = i * BAR_HEIGHT + 4;
    const width = most > 0 ? round((Math.max(value, 0) / most) * room) : 0;
    return html`<text x="${LABEL_WIDTH - 8}" y="${y + 13}" text-anchor="end">${shorten(label, LABEL_CHARACTERS)}</text>
<rect x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT - 6}" fill="${isHot ? COLOURS[1] : COLOURS[0]}"/>
<text x="${LABEL_WIDTH + width + 6}" y="${y + 13}">${text}</text>`;
  });
  return chart(title, bars.map(({ label, text }) => `${label}: ${text}`).join('; '), height, rows);
}

export interface Series {
  name: string;
  /** null: nothing is known there, and the line has a gap. */
  values: readonly (number | null)[];
}

const PLOT = { left: 92, right: 20, top: 26, bottom: 28, height: 220 };

/** Lines over the same x labels; the y axis begins at 0 and is written by `format`. */
export function renderLineChart(
  title: string,
  labels: readonly string[],
  series: readonly Series[],
  format: (value: number) => string,
): Markup {
  const known = series.flatMap(({ values }) => values.filter((value) => value !== null));
  if (labels.length === 0 || known.length === 0) return html`<p class="none">${title}: nothing to show yet.</p>`;
  const top = niceTop(Math.max(...known));
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
  const lines = series.map(({ name, values }, s) => oneLine(name, values, s, { x, y }));
  const words = series.map(
    ({ name, values }) => `${name}: ${values.map((v) => (v === null ? 'unknown' : format(v))).join(', ')}`,
  );
  return chart(title, words.join('; '), PLOT.height, [...grid, xLabels(labels, x), ...lines]);
}

function oneLine(
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

/** As many as have room, the first and the last among them. */
function xLabels(labels: readonly string[], x: (i: number) => number): Markup {
  const step = Math.max(1, Math.ceil(labels.length / 8));
  const shown = labels.map((label, i) => ({ label, i })).filter(({ i }) => (labels.length - 1 - i) % step === 0);
  return html`${shown.map(
    ({ label, i }) => html`<text x="${x(i)}" y="${PLOT.height - 8}" text-anchor="middle">${label}</text>`,
  )}`;
}

function chart(title: string, words: string, height: number, parts: readonly Markup[]): Markup {
  return html`<figure><figcaption>${title}</figcaption>
<svg role="img" aria-label="${title}. ${words}" viewBox="0 0 ${WIDTH} ${height}" xmlns="http://www.w3.org/2000/svg">
${parts}
</svg></figure>`;
}

/** 1, 2, 2.5 or 5 times a power of ten, at or above the value. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999) ?? value;
}

const round = (value: number): number => Math.round(value * 10) / 10;
export const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
