/** Reads one field character by character, where backslashes or runs of blanks rule out a search for the delimiter. */
import type { Dialect, LineEnd } from './dialect.ts';

/** More text is needed. */
export const INCOMPLETE = -1;
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
const SPACE = 32;
const TAB = 9;
const BACKSLASH = 92;

/** Reads one field of a dialect with backslashes or runs of blanks. */
export class FieldReader {
  value: string | null = '';
  isBroken = false;
  private readonly text: string;
  private readonly dialect: Dialect;
  private readonly lineEnd: LineEnd;
  private readonly isLast: boolean;
  private at: number;

  constructor(text: string, at: number, dialect: Dialect, lineEnd: LineEnd, isLast: boolean) {
    this.text = text;
    this.at = at;
    this.dialect = dialect;
    this.lineEnd = lineEnd;
    this.isLast = isLast;
  }

  /** Returns the position of the delimiter or line end after the field, or -1 when more text is needed. */
  read(): number {
    const start = this.at;
    const isQuoted = this.dialect.quote !== null && this.text[start] === this.dialect.quote;
    let content = '';
    if (isQuoted) {
      this.at += 1;
      const inner = this.readUntil((code) => code === this.dialect.quote?.charCodeAt(0), true);
      if (inner === null || this.at >= this.text.length) return INCOMPLETE;
      content = inner;
      this.at += 1;
    }
    const rest = this.readUntil((code) => this.endsField(code), false);
    if (rest === null) return INCOMPLETE;
    if (isQuoted && rest.trim() !== '') this.isBroken = true;
    this.value = isQuoted ? content : rest;
    const isNull = !isQuoted && this.dialect.escape === 'backslash' && this.text.slice(start, this.at) === '\\N';
    if (isNull) this.value = null;
    return this.at;
  }

  private endsField(code: number): boolean {
    const isReturn = code === CARRIAGE_RETURN;
    if (isReturn && this.lineEnd === '\r') return true;
    if (code === LINE_FEED && this.lineEnd === '\n') return true;
    if (isReturn) return this.text.charCodeAt(this.at + 1) === LINE_FEED || this.isLastReturn();
    if (this.dialect.delimiter === ' ') return code === SPACE || code === TAB;
    return code === this.dialect.delimiter.charCodeAt(0);
  }

  private isLastReturn(): boolean {
    return this.lineEnd === '\n' && this.isLast && this.at + 1 === this.text.length;
  }

  private readUntil(ends: (code: number) => boolean, isQuoted: boolean): string | null {
    const { text, dialect } = this;
    let value = '';
    let copied = this.at;
    for (; this.at < text.length; this.at += 1) {
      const code = text.charCodeAt(this.at);
      if (code === BACKSLASH && dialect.escape === 'backslash') {
        if (this.at + 1 >= text.length) break;
        value += text.slice(copied, this.at) + unescapeCharacter(text[this.at + 1] as string, dialect, isQuoted);
        this.at += 1;
        copied = this.at + 1;
        continue;
      }
      if (!ends(code)) continue;
      const isDoubled = isQuoted && dialect.escape === 'doubled' && text[this.at + 1] === dialect.quote;
      if (isQuoted && this.at + 1 >= text.length && !this.isLast) return null;
      if (!isDoubled) return value + text.slice(copied, this.at);
      value += text.slice(copied, this.at + 1);
      this.at += 1;
      copied = this.at + 1;
    }
    return this.isLast ? value + text.slice(copied, this.at) : null;
  }
}

const CONTROL_ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };

/** A backslash before a letter is an escape only in the text format without quotes; within quotes it is a backslash. */
function unescapeCharacter(character: string, dialect: Dialect, isQuoted: boolean): string {
  const control = CONTROL_ESCAPES[character];
  if (control !== undefined && dialect.quote === null && !isQuoted) return control;
  return /[A-Za-z0-9]/.test(character) ? `\\${character}` : character;
}
