/** Names and constants as SQL text, for the one place parameters can't go: a query that aws_s3 is given to run. */

/** A text as an SQL constant, whatever characters a lender's column name has. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** A name as a quoted SQL identifier; PostgreSQL cuts it after 63 bytes. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
