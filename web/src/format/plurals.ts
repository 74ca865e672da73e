/** Words that follow a number: one form for 1, another for all other numbers. */
import { formatCount } from './numbers.ts';

/** `1 application`, `12,345 applications`. The plural is the singular with an s where it is not given. */
export function formatPlural(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
