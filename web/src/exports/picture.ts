/**
 * Makes a picture file of a shown chart: an SVG in the colours of the light theme with title, legend and origin, and a
 * PNG of it.
 */

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const MARGIN_PIXELS = 16;
const TITLE_PIXELS = 30;
const FOOT_PIXELS = 24;
const MIN_WIDTH_PIXELS = 360;
/** Pixels of the PNG for each pixel of the SVG: sharp on paper. */
const PNG_SCALE = 2;
const FONT = 'sans-serif';
/** What a chart's elements are drawn with. */
const STYLES = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'opacity'],
  ...['font-size', 'font-weight', 'text-anchor', 'visibility', 'paint-order'],
] as const;

export interface PictureTexts {
  title: string;
  /** Address and time of the figures. */
  origin: string;
}

/** The chart in an element as the text of an SVG file. */
export function buildSvg(picture: HTMLElement, { title, origin }: PictureTexts): string {
  const host = openLightCopy(picture);
  try {
    const chart = host.querySelector<SVGSVGElement>('svg');
    if (!chart) return '';
    const [outer, inner] = [host.getBoundingClientRect(), chart.getBoundingClientRect()];
    const top = MARGIN_PIXELS + TITLE_PIXELS;
    const width = Math.ceil(Math.max(inner.width, MIN_WIDTH_PIXELS)) + 2 * MARGIN_PIXELS;
    const chartTop = top + (inner.top - outer.top);
    const originLines = wrapText(origin, Math.floor(width / 6));
    const height = Math.ceil(chartTop + inner.height + FOOT_PIXELS + 14 * originLines.length);
    const svg = createElement('svg', { xmlns: SVG_NAMESPACE, width, height, viewBox: `0 0 ${width} ${height}` });
    svg.setAttribute('font-family', FONT);
    svg.append(createElement('rect', { width, height, fill: '#ffffff' }));
    svg.append(createText(title, { x: MARGIN_PIXELS, y: MARGIN_PIXELS + 14, 'font-size': 16, 'font-weight': 600 }));
    for (const entry of host.querySelectorAll<HTMLElement>('.legend > li'))
      svg.append(drawLegendEntry(entry, outer, top));
    svg.append(placeChart(chart, MARGIN_PIXELS + (inner.left - outer.left), chartTop));
    originLines.forEach((line, index) => {
      const y = chartTop + inner.height + FOOT_PIXELS + 14 * index;
      svg.append(createText(line, { x: MARGIN_PIXELS, y, 'font-size': 10, fill: '#566173' }));
    });
    return new XMLSerializer().serializeToString(svg);
  } finally {
    host.remove();
  }
}

/** A PNG of the text of an SVG file. */
export async function drawPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = PNG_SCALE * image.naturalWidth;
    canvas.height = PNG_SCALE * image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new TypeError('the canvas is too large'))));
    });
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** A copy of the element outside of the window, in the light theme, so that its computed colours can be read. */
function openLightCopy(picture: HTMLElement): HTMLElement {
  const host = document.createElement('div');
  host.className = 'picture-copy';
  host.style.width = `${picture.getBoundingClientRect().width}px`;
  host.append(...Array.from(picture.childNodes, (child) => child.cloneNode(true)));
  for (const tooltip of host.querySelectorAll('.recharts-tooltip-wrapper')) tooltip.remove();
  document.body.append(host);
  return host;
}

/** The chart with its computed styles as attributes, because the file has no style sheet. */
function placeChart(chart: SVGSVGElement, x: number, y: number): SVGElement {
  const { width, height } = chart.getBoundingClientRect();
  for (const element of chart.querySelectorAll<SVGElement>('*')) {
    const computed = getComputedStyle(element);
    const styles = STYLES.map((name) => [name, computed.getPropertyValue(name)] as const);
    element.removeAttribute('style');
    element.removeAttribute('class');
    for (const [name, value] of styles) element.setAttribute(name, value);
  }
  for (const name of ['style', 'class', 'role', 'tabindex']) chart.removeAttribute(name);
  for (const [name, value] of Object.entries({ x, y, width, height })) chart.setAttribute(name, String(value));
  return chart;
}

function drawLegendEntry(entry: HTMLElement, outer: DOMRect, top: number): SVGElement {
  const sign = entry.querySelector('span');
  const colour = sign ? getComputedStyle(sign).borderTopColor : '#000000';
  const box = entry.getBoundingClientRect();
  const [x, y] = [MARGIN_PIXELS + box.left - outer.left, top + box.top - outer.top + box.height / 2];
  const group = createElement('g', {});
  const line = { x1: x, x2: x + 12, y1: y, y2: y, stroke: colour, 'stroke-width': 3 };
  group.append(createElement('line', sign?.className === 'dashed' ? { ...line, 'stroke-dasharray': '4 3' } : line));
  group.append(createText(entry.textContent ?? '', { x: x + 18, y: y + 4, 'font-size': 12, fill: '#566173' }));
  return group;
}

function createElement(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function createText(text: string, attributes: Record<string, string | number>): SVGElement {
  const element = createElement('text', attributes);
  element.textContent = text;
  return element;
}

/** Lines of at most so many letters. Long words, such as addresses, are cut. */
function wrapText(text: string, letters: number): string[] {
  return text.match(new RegExp(`.{1,${letters}}`, 'gu')) ?? [];
}
