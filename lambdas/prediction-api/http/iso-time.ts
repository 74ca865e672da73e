/** Formats the database's time texts for responses. Open it when a query reads a new timestamp column. */

/**
 * The time as ISO 8601 with milliseconds, in UTC. The Data API writes `YYYY-MM-DD hh:mm:ss[.ffffff]`, PostgreSQL's JSON
 * has a `T` and may end in `+00:00`; both are UTC.
 */
export function toIsoTime(text: string): string {
  const [, day, time, fraction = ''] = /^(.{10})[ T](.{8})(\.\d+)?/.exec(text) ?? [];
  return new Date(`${day}T${time}${fraction.slice(0, 4)}Z`).toISOString();
}
