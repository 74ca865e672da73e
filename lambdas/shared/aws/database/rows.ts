/** Converts records of the Data API to objects with JavaScript types. */
import type { ColumnMetadata, ExecuteStatementResponse, Field } from '@aws-sdk/client-rds-data';

/** Returns one object per record, keyed by column label. */
export function toRows<Row>({ records = [], columnMetadata = [] }: ExecuteStatementResponse): Row[] {
  return records.map((record) => {
    const entries = columnMetadata.map((column, index) => [
      column.label ?? column.name,
      toJsValue(record[index], column),
    ]);
    return Object.fromEntries(entries) as Row;
  });
}

function toJsValue(field: Field | undefined, { typeName = '' }: ColumnMetadata): unknown {
  if (field === undefined || field.isNull) return null;
  if (field.arrayValue) {
    const values = Object.values(field.arrayValue).find(Array.isArray) ?? [];
    return values.map((value) => (typeof value === 'string' ? parseText(value, typeName.replace(/^_/, '')) : value));
  }
  if (field.stringValue !== undefined) return parseText(field.stringValue, typeName);
  return field.longValue ?? field.doubleValue ?? field.booleanValue ?? field.blobValue;
}

function parseText(text: string, typeName: string): unknown {
  if (typeName === 'numeric') return Number(text);
  return typeName === 'json' || typeName === 'jsonb' ? JSON.parse(text) : text;
}
