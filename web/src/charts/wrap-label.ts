/** Breaks the label of a category into lines that fit a width, so that no label of a chart is cut off. */
import { LABEL_STYLE } from './chart-style.ts';

/** Room for the difference between measured and drawn letters. */
const RESERVE_PIXELS = 2;

let context: CanvasRenderingContext2D | null | undefined;

/** The width of a label in pixels. */
export function measureLabel(label: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return label.length * LABEL_STYLE.fontSize;
  context.font = `${LABEL_STYLE.fontSize}px ${getComputedStyle(document.body).fontFamily}`;
  return context.measureText(label).width + RESERVE_PIXELS;
}

/** At least one line. A word that is wider than the width is broken. */
export function wrapLabel(label: string, widthPixels: number): string[] {
  const lines: string[] = [];
  for (const word of label.split(/\s+/).flatMap((whole) => breakWord(whole, widthPixels))) {
    const extended = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && measureLabel(extended) <= widthPixels) lines[lines.length - 1] = extended;
    else lines.push(word);
  }
  return lines;
}

function breakWord(word: string, widthPixels: number): string[] {
  if (measureLabel(word) <= widthPixels || word.length < 2) return [word];
  const half = Math.ceil(word.length / 2);
  const fitting = findLongest(word, half, widthPixels);
  return [word.slice(0, fitting), ...breakWord(word.slice(fitting), widthPixels)];
}

/** The number of first letters that fit, at least one, by halving. */
function findLongest(word: string, start: number, widthPixels: number): number {
  let [low, high] = [1, word.length];
  for (let middle = start; low < high; middle = Math.ceil((low + high) / 2)) {
    if (measureLabel(word.slice(0, middle)) <= widthPixels) low = middle;
    else high = middle - 1;
  }
  return low;
}
