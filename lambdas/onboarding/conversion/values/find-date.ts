/** Finds a date within a text, such as the name of a file. */
import { createDateReader } from './read-date.ts';

const MAX_NAME_LENGTH = 300;

/** The last and longest part of a text that is a date of this form and no part of a longer number; null without one. */
export function findDate(format: string, text: string): string | null {
  const read = createDateReader({ type: 'date', format, pivot_year: 49 });
  const name = text.slice(0, MAX_NAME_LENGTH);
  const shortest = Math.max(2, format.replaceAll("'", '').length - 4);
  const longest = format.length + 16;
  for (let end = name.length; end >= shortest; end -= 1) {
    for (let start = Math.max(0, end - longest); start <= end - shortest; start += 1) {
      if (isDigit(name[start - 1]) && isDigit(name[start])) continue;
      if (isDigit(name[end - 1]) && isDigit(name[end])) continue;
      const day = read(name.slice(start, end));
      if (day !== undefined) return day.slice(0, 10);
    }
  }
  return null;
}

const isDigit = (character: string | undefined): boolean => character !== undefined && /\d/.test(character);
