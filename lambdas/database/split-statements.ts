/** Splits a migration into statements, because the Data API takes one at a time. */

/** Strings, quoted names, dollar quotes and comments, in which a semicolon ends nothing; or a semicolon. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;/g;
const COMMENTS = /--[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * Returns the statements of a file without their semicolons, each with the comments above it. Recognises strings,
 * quoted names, dollar quotes and comments. Does not recognise `E'\''`, nested comments or `begin atomic`, which no
 * migration needs.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    if (token !== ';') continue;
    statements.push(sql.slice(start, index).trim());
    start = index + 1;
  }
  statements.push(sql.slice(start).trim());
  return statements.filter((statement) => statement.replace(COMMENTS, '').trim() !== '');
}
