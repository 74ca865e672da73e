/** Splits JSON text into its objects: one on each line, one after another, or the elements of one array. */

export interface JsonObject {
  /** Line in which the object begins, from 1. */
  line: number;
  /** The object's text; null where the line holds something else. */
  text: string | null;
}

const [OPEN, CLOSE, QUOTE, BACKSLASH, LINE_FEED] = [123, 125, 34, 92, 10];
/** What may stand between objects: blanks, commas, the brackets of the array, and the separator of RFC 7464. */
const BETWEEN = new Set([...' \t\r\n,[]\u001e\uFEFF'].map((character) => character.charCodeAt(0)));

/** Splits text that arrives in pieces. An object that never ends costs its line, and reading goes on after it. */
export class ObjectSplitter {
  private readonly maxCharacters: number;
  private rest = '';
  private line = 1;

  constructor(maxCharacters: number) {
    this.maxCharacters = maxCharacters;
  }

  push(text: string): JsonObject[] {
    return this.split(this.rest + text, false);
  }

  end(): JsonObject[] {
    return this.split(this.rest, true);
  }

  private split(text: string, isLast: boolean): JsonObject[] {
    const objects: JsonObject[] = [];
    let at = 0;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (BETWEEN.has(code)) {
        if (code === LINE_FEED) this.line += 1;
        at += 1;
        continue;
      }
      const end = code === OPEN ? findObjectEnd(text, at) : -1;
      if (end !== -1) {
        objects.push({ line: this.line, text: text.slice(at, end) });
        for (let i = text.indexOf('\n', at); i !== -1 && i < end; i = text.indexOf('\n', i + 1)) this.line += 1;
        at = end;
        continue;
      }
      if (code === OPEN && !isLast && text.length - at <= this.maxCharacters) break;
      const lineEnd = text.indexOf('\n', at);
      if (lineEnd === -1 && !isLast && text.length - at <= this.maxCharacters) break;
      objects.push({ line: this.line, text: null });
      at = lineEnd === -1 ? text.length : lineEnd;
    }
    this.rest = text.slice(at);
    return objects;
  }
}

/** Position after the brace that closes the object at `start`, or -1. */
function findObjectEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = findStringEnd(text, at);
      if (at === -1) return -1;
    } else if (code === OPEN) depth += 1;
    else if (code === CLOSE && --depth === 0) return at + 1;
  }
  return -1;
}

function findStringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return -1;
}
