/** Formats texts that others wrote, in raw files and requests, for the terminal. */
import { shortenCell } from './tables.ts';

/** Cc: control characters, which a terminal obeys. Cf: marks that reverse or hide text. Zl, Zp: line breaks of Unicode. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text on one line that a terminal only shows. */
export const formatText = (text: string): string => text.toWellFormed().replace(UNPRINTABLE, '·');

/** The same, cut to a width in characters. */
export const formatCell = (text: string, width: number): string => shortenCell(formatText(text), width);
