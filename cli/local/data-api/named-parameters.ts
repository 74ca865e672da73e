/** Turns a statement with `:name` parameters into PostgreSQL's `$1`, `$2`, … */

/** Everything in which a colon is no parameter, and the parameter itself; the first alternative that fits wins. */
const TOKEN = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9_$])[eE]'(?:[^'\\]|\\.|'')*'`, // E'escape \' string'
    `'(?:[^']|'')*'`, // 'string', with '' for a quote
    '"(?:[^"]|"")*"', // "quoted identifier"
    String.raw`(?<![A-Za-z0-9_$])\$(?<tag>(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?)\$[\s\S]*?\$\k<tag>\$`, // $tag$ … $tag$
    '--[^\\n]*', // comment to the end of the line
    String.raw`/\*`, // block comment: these nest, so its end is searched for
    '::', // cast
    ':=', // named argument
    ':(?<name>[A-Za-z_][A-Za-z0-9_]*)',
  ].join('|'),
  'g',
);

export interface NumberedStatement {
  /** The statement with each parameter replaced by what `placeholder` gave for its name. */
  text: string;
  /** Names in the order of their numbers: `names[0]` is `$1`. */
  names: string[];
}

/**
 * Numbers the parameters of a statement. A name used twice keeps its number; colons in strings, identifiers,
 * comments, casts and dollar quotes are left alone.
 * @param cast type that the parameter of that name is cast to, undefined to leave it to PostgreSQL
 */
export function numberParameters(sql: string, cast: (name: string) => string | undefined): NumberedStatement {
  const numbers = new Map<string, number>();
  const pieces: string[] = [];
  let from = 0;
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(sql); token; token = TOKEN.exec(sql)) {
    if (token[0] === '/*') {
      TOKEN.lastIndex = endOfComment(sql, token.index);
      continue;
    }
    const name = token.groups?.name;
    if (name === undefined) continue;
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    const type = cast(name);
    pieces.push(sql.slice(from, token.index), type ? `$${number}::${type}` : `$${number}`);
    from = TOKEN.lastIndex;
  }
  return { text: pieces.join('') + sql.slice(from), names: [...numbers.keys()] };
}

/** The index after the comment that begins here; block comments nest in PostgreSQL. */
function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}
