/** Reads which values a model was trained on from the background in its folder, so that no other value is proposed. */
import type { ModelFolderManifest } from './model-manifest.ts';

/** Ranges of numbers and categories, by feature; a feature that the model does not read is in neither. */
export interface SeenValues {
  numbers: ReadonlyMap<string, readonly [lowest: number, highest: number]>;
  categories: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Finds the range of each number and the categories of each category over the background rows. */
export function readSeenValues({ inputs, background }: ModelFolderManifest): SeenValues {
  const numbers = inputs.num.flatMap((name, i): [string, [number, number]][] => {
    const known = background.map(({ num }) => num[i]).filter((value) => typeof value === 'number');
    return known.length === 0 ? [] : [[name, [Math.min(...known), Math.max(...known)]]];
  });
  const categories = inputs.cat.map((name, i): [string, Set<string>] => [
    name,
    new Set(background.map(({ cat }) => cat[i] ?? '').filter((value) => value !== '')),
  ]);
  return { numbers: new Map(numbers), categories: new Map(categories) };
}
