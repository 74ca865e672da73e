/** Runs one statement in a session, within the limits on time, rows and results. */
import pg, { type FieldDef } from 'pg';
import { createEnumType, findColumnType } from './column-types.ts';
import type { CheckedOutConnection } from './connections.ts';
import { statementTimeoutException, toDataApiException, unsupportedResultException } from './exceptions.ts';
import type { DataApiLimits } from './limits.ts';
import type { BoundStatement } from './parameters.ts';
import type { Column, RawValue } from './results.ts';

export interface StatementResult {
  columns: Column[];
  rows: RawValue[][];
  /** Rows changed; 0 for a statement that returns rows. */
  updated: number;
}

export interface Execution<T> {
  /** What the caller is answered, which may be a time-out while the statement runs on. */
  answer: Promise<T>;
  /** Resolves once the session is idle again; never rejects. */
  done: Promise<'succeeded' | 'failed'>;
}

const RAW = { getTypeParser: () => (text: string) => text };

/**
 * Runs `work` against the clock: past the limit the caller is told so, and the statement is ended, or goes on when
 * `continueAfterTimeout` says so.
 */
export function runWithTimeLimit<T>(
  lease: CheckedOutConnection,
  work: () => Promise<T>,
  limits: DataApiLimits,
  continueAfterTimeout: boolean,
): Execution<T> {
  let ending = false;
  const running = work();
  const answer = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(async () => {
      if (!continueAfterTimeout) {
        ending = true;
        await lease.cancel().catch(() => {});
        await running.catch(() => {});
      }
      reject(statementTimeoutException());
    }, limits.statementMilliseconds);
    running.then(resolve, (error) => ending || reject(toDataApiException(error))).finally(() => clearTimeout(timer));
  });
  const done = Promise.allSettled([running, answer]).then(([{ status }]) =>
    status === 'rejected' || lease.cancelled ? 'failed' : 'succeeded',
  );
  return { answer, done };
}

/**
 * Runs one statement and keeps its rows as text.
 * @throws {DataApiException} UnsupportedResultException when a row or the result is too large (the statement is
 *   ended) or has a type the API does not carry; DatabaseErrorException for PostgreSQL's own errors
 */
export async function runStatement(
  lease: CheckedOutConnection,
  statement: BoundStatement,
  limits: DataApiLimits,
): Promise<StatementResult> {
  const { fields, rows, rowCount } = await collect(lease, statement, limits).catch((error) => {
    throw toDataApiException(error);
  });
  const columns = await columnsOf(lease, fields);
  return { columns, rows, updated: fields.length > 0 ? 0 : rowCount };
}

interface Collected {
  fields: FieldDef[];
  rows: RawValue[][];
  rowCount: number;
}

function collect(
  lease: CheckedOutConnection,
  { text, values }: BoundStatement,
  limits: DataApiLimits,
): Promise<Collected> {
  return new Promise((resolve, reject) => {
    const rows: RawValue[][] = [];
    let bytes = 0;
    let refusal: Error | undefined;
    // The extended protocol takes one statement only, so PostgreSQL itself refuses several.
    const config = { text, values, queryMode: 'extended', rowMode: 'array' as const, types: RAW };
    const query = new pg.Query(config);
    query.on('row', (values: RawValue[]) => {
      if (refusal) return;
      const rowBytes = values.reduce((sum, value) => sum + (value === null ? 0 : Buffer.byteLength(value)), 0);
      bytes += rowBytes;
      if (rowBytes > limits.rowBytes) refusal = unsupportedResultException('Packet for query is too large');
      else if (bytes > limits.resultBytes) {
        refusal = unsupportedResultException('Database returned more than the allowed response size limit');
      }
      if (refusal) lease.cancel().catch(() => {});
      else rows.push(values);
    });
    query.on('end', ({ fields, rowCount }) =>
      refusal ? reject(refusal) : resolve({ fields, rows, rowCount: rowCount ?? 0 }),
    );
    query.on('error', (error) => reject(refusal ?? error));
    lease.client.query(query);
  });
}

async function columnsOf(lease: CheckedOutConnection, fields: FieldDef[]): Promise<Column[]> {
  const unknown = fields.filter(({ dataTypeID }) => !findColumnType(dataTypeID)).map(({ dataTypeID }) => dataTypeID);
  const named = unknown.length > 0 ? await namesOf(lease, unknown) : [];
  return fields.map((field) => {
    const fixed = findColumnType(field.dataTypeID);
    if (fixed) return { field, type: fixed };
    const found = named.find(({ oid }) => oid === field.dataTypeID);
    if (found?.typtype === 'e') return { field, type: createEnumType(found.typname) };
    throw unsupportedResultException(`The result contains the unsupported data type ${found?.typname}`);
  });
}

async function namesOf(lease: CheckedOutConnection, oids: number[]) {
  const { rows } = await lease.client.query<{ oid: number; typname: string; typtype: string }>(
    'select oid, typname, typtype from pg_catalog.pg_type where oid = any($1)',
    [oids],
  );
  return rows;
}
