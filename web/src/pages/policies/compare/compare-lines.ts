/** Compares two texts line by line, so that a person sees what was removed and what was added. */
import { diffArrays } from 'diff';

export interface ComparedLine {
  change: 'same' | 'removed' | 'added';
  text: string;
}

/** All lines of both, in their order; what was removed stands before what was added in its place. */
export function compareLines(from: readonly string[], to: readonly string[]): ComparedLine[] {
  return diffArrays([...from], [...to]).flatMap(({ value, added, removed }) =>
    value.map((text): ComparedLine => ({ change: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
}

/** `2 lines removed`, `3 lines added` */
export function countChanges(lines: readonly ComparedLine[]): { removed: number; added: number } {
  const count = (change: ComparedLine['change']) => lines.filter((line) => line.change === change).length;
  return { removed: count('removed'), added: count('added') };
}
