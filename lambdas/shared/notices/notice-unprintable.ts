/** The error of a notice that its font cannot print. Apart from the PDF, so that who handles it does not load that. */
import { RiskError } from '../errors.ts';

/** A text has characters that the font lacks, so nobody could read the PDF. */
export class NoticeUnprintable extends RiskError {
  constructor(characters: readonly string[]) {
    const codes = characters.map((character) => `U+${character.codePointAt(0)?.toString(16).toUpperCase()}`);
    super(
      `its font has no ${codes.slice(0, 5).join(', ')}; state the reason or the lender's texts in letters that it has`,
    );
  }
}
