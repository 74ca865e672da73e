/** Replaces `:name` parameters of a statement by PostgreSQL's `$1`, `$2`, … */

/** Tokens in which a colon is no parameter, and the parameter; the first alternative that matches wins. */
const TOKEN = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9_$])[eE]'(?:[^'\\]|\\.|'')*'`, // E'escape \' string'
    `'(?:[^']|'')*'`, // 'string', with '' for a quote
    '"(?:[^"]|"")*"', // "quoted identifier"
    String.raw`(?<![A-Za-z0-9_$])\$(?<tag>(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?)\$[\s\S]*?\$\k<tag>\$`, // $tag$ … $tag$
    '--[^\\n]*', // comment to the end of the line
    String.raw`/\*`, // block comments nest, so endOfComment finds the end
    '::', // cast
    ':=', // named argument
    ':(?<name>[A-Za-z_][A-Za-z0-9_]*)',
  ].join('|'),
  'g',
);

export interface NumberedStatement {
  /** The statement with numbered parameters, each cast where `cast` gives a type. */
  text: string;
  /** Names in the order of their numbers: `names[0]` is `$1`. */
  names: string[];
}

/**
 * Numbers the parameters of a statement; a name that occurs twice has one number. Colons in strings, identifiers,
 * comments, casts and dollar quotes stay.
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

/** The index after the block comment that begins at `start`; block comments nest in PostgreSQL. */
function endOfComment(sql: string, start: number): number {
  const delimiter = /\/\*|\*\//g;
  delimiter.lastIndex = start;
  let depth = 0;
  for (let match = delimiter.exec(sql); match; match = delimiter.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return delimiter.lastIndex;
  }
  return sql.length;
}
