/** Quotes SQL literals and identifiers for queries that aws_s3 runs, because those cannot have parameters. */

/** Quotes a text as an SQL literal, whatever characters it contains. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** Quotes a name as an SQL identifier. PostgreSQL truncates it after 63 bytes. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
