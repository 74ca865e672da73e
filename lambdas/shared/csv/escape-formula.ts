/** Makes a text harmless in a spreadsheet, which runs a cell as a formula by its first character (OWASP CSV injection). */
import { DECIMAL_NUMBER } from './decimal-number.ts';

/** Also after a semicolon, at which spreadsheets of many countries split a line; with the full-width forms. */
const FORMULA_START = /(^|;\s*)(?=[=+\-@\t\r＝＋－＠])/g;

/** The text with an apostrophe before each start of a formula. A decimal number stays as it is. */
export function escapeFormula(text: string): string {
  return DECIMAL_NUMBER.test(text) ? text : text.replace(FORMULA_START, "$1'");
}
