/** Breaks the label of a category into lines that fit a width, so that no label of a chart is cut off. */

/** Of an average letter at the font size of labels. */
const LETTER_PIXELS = 6.4;

/** At least one line. A word that is wider than the width is broken. */
export function wrapLabel(label: string, widthPixels: number): string[] {
  const letters = Math.max(4, Math.floor(widthPixels / LETTER_PIXELS));
  const words = label.split(/\s+/).flatMap((word) => word.match(new RegExp(`.{1,${letters}}`, 'gu')) ?? []);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 0 ? lines : [''];
}

export function measureLabel(label: string): number {
  return label.length * LETTER_PIXELS;
}
