/** Runs one statement on a connection within the limits of the Data API on time, row and result size. */
import pg, { type FieldDef } from 'pg';
import { createEnumType, findColumnType } from './column-types.ts';
import type { CheckedOutConnection } from './connection-pools.ts';
import { createStatementTimeoutException, createUnsupportedResultException, toDataApiException } from './exceptions.ts';
import type { DataApiLimits } from './limits.ts';
import type { BoundStatement } from './parameters.ts';
import type { RawValue, ResultColumn } from './results.ts';

export interface StatementResult {
  columns: ResultColumn[];
  rows: RawValue[][];
  /** Rows changed; 0 for a statement that returns rows. */
  updated: number;
}

export interface TimedExecution<T> {
  /** The response to the caller; it may be a time-out while the statement still runs. */
  response: Promise<T>;
  /** Resolves once the connection is idle again; never rejects. */
  settled: Promise<'succeeded' | 'failed'>;
}

const RAW = { getTypeParser: () => (text: string) => text };

/**
 * Runs `work` with a time limit. After the limit the response is a time-out, and the statement is ended unless
 * `continueAfterTimeout`.
 */
export function runWithTimeLimit<T>(
  connection: CheckedOutConnection,
  work: () => Promise<T>,
  limits: DataApiLimits,
  continueAfterTimeout: boolean,
): TimedExecution<T> {
  let isCancelling = false;
  const running = work();
  const response = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(async () => {
      if (!continueAfterTimeout) {
        isCancelling = true;
        await connection.cancel().catch(() => {});
        await running.catch(() => {});
      }
      reject(createStatementTimeoutException());
    }, limits.statementMilliseconds);
    running
      .then(resolve, (error) => isCancelling || reject(toDataApiException(error)))
      .finally(() => clearTimeout(timer));
  });
  const settled = Promise.allSettled([running, response]).then(([{ status }]) =>
    status === 'rejected' || connection.isCancelled ? 'failed' : 'succeeded',
  );
  return { response, settled };
}

/**
 * Runs one statement and returns its rows as text.
 * @throws {DataApiException} when a row or the result is too large (the statement is ended) or has a type that the API
 *   does not support (UnsupportedResultException), or PostgreSQL refuses the statement (DatabaseErrorException)
 */
export async function runStatement(
  connection: CheckedOutConnection,
  statement: BoundStatement,
  limits: DataApiLimits,
): Promise<StatementResult> {
  const { fields, rows, rowCount } = await collectRows(connection, statement, limits).catch((error) => {
    throw toDataApiException(error);
  });
  const columns = await describeColumns(connection, fields);
  return { columns, rows, updated: fields.length > 0 ? 0 : rowCount };
}

interface CollectedRows {
  fields: FieldDef[];
  rows: RawValue[][];
  rowCount: number;
}

function collectRows(
  connection: CheckedOutConnection,
  { text, values }: BoundStatement,
  limits: DataApiLimits,
): Promise<CollectedRows> {
  return new Promise((resolve, reject) => {
    const rows: RawValue[][] = [];
    let bytes = 0;
    let refusal: Error | undefined;
    // The extended protocol accepts one statement only: PostgreSQL itself refuses several.
    const config = { text, values, queryMode: 'extended', rowMode: 'array' as const, types: RAW };
    const query = new pg.Query(config);
    query.on('row', (values: RawValue[]) => {
      if (refusal) return;
      const rowBytes = values.reduce((sum, value) => sum + (value === null ? 0 : Buffer.byteLength(value)), 0);
      bytes += rowBytes;
      if (rowBytes > limits.rowBytes) refusal = createUnsupportedResultException('Packet for query is too large');
      else if (bytes > limits.resultBytes) {
        refusal = createUnsupportedResultException('Database returned more than the allowed response size limit');
      }
      if (refusal) connection.cancel().catch(() => {});
      else rows.push(values);
    });
    query.on('end', ({ fields, rowCount }) =>
      refusal ? reject(refusal) : resolve({ fields, rows, rowCount: rowCount ?? 0 }),
    );
    query.on('error', (error) => reject(refusal ?? error));
    connection.client.query(query);
  });
}

async function describeColumns(connection: CheckedOutConnection, fields: FieldDef[]): Promise<ResultColumn[]> {
  const unknownOids = fields
    .filter(({ dataTypeID }) => !findColumnType(dataTypeID))
    .map(({ dataTypeID }) => dataTypeID);
  const typeNames = unknownOids.length > 0 ? await readTypeNames(connection, unknownOids) : [];
  return fields.map((field) => {
    const knownType = findColumnType(field.dataTypeID);
    if (knownType) return { field, type: knownType };
    const typeName = typeNames.find(({ oid }) => oid === field.dataTypeID);
    if (typeName?.typtype === 'e') return { field, type: createEnumType(typeName.typname) };
    throw createUnsupportedResultException(`The result contains the unsupported data type ${typeName?.typname}`);
  });
}

async function readTypeNames(connection: CheckedOutConnection, oids: number[]) {
  const { rows } = await connection.client.query<{ oid: number; typname: string; typtype: string }>(
    'select oid, typname, typtype from pg_catalog.pg_type where oid = any($1)',
    [oids],
  );
  return rows;
}
