/** The PostgreSQL types that the Data API returns: the result field of each, and its names. */

/** Field of a result that holds the value. */
export type Carrier = 'boolean' | 'long' | 'double' | 'decimal' | 'string' | 'blob' | 'timestamptz';

export interface ColumnType {
  name: string;
  carrier: Carrier;
  /** Number of the type in java.sql.Types, for the API's metadata. */
  jdbc: number;
  /** Present for an array: the type of its elements. */
  element?: ColumnType;
}

const [BIT, VARCHAR, OTHER, ARRAY] = [-7, 12, 1111, 2003];

/** Scalar types that the API lists, and timestamptz, by object identifier in pg_type. */
const SCALARS: Record<number, ColumnType> = {
  16: { name: 'bool', carrier: 'boolean', jdbc: BIT },
  17: { name: 'bytea', carrier: 'blob', jdbc: -2 },
  19: { name: 'name', carrier: 'string', jdbc: VARCHAR },
  20: { name: 'int8', carrier: 'long', jdbc: -5 },
  21: { name: 'int2', carrier: 'long', jdbc: 5 },
  23: { name: 'int4', carrier: 'long', jdbc: 4 },
  25: { name: 'text', carrier: 'string', jdbc: VARCHAR },
  114: { name: 'json', carrier: 'string', jdbc: OTHER },
  650: { name: 'cidr', carrier: 'string', jdbc: OTHER },
  700: { name: 'float4', carrier: 'double', jdbc: 7 },
  701: { name: 'float8', carrier: 'double', jdbc: 8 },
  869: { name: 'inet', carrier: 'string', jdbc: OTHER },
  1042: { name: 'bpchar', carrier: 'string', jdbc: 1 },
  1043: { name: 'varchar', carrier: 'string', jdbc: VARCHAR },
  1082: { name: 'date', carrier: 'string', jdbc: 91 },
  1083: { name: 'time', carrier: 'string', jdbc: 92 },
  1114: { name: 'timestamp', carrier: 'string', jdbc: 93 },
  1184: { name: 'timestamptz', carrier: 'timestamptz', jdbc: 93 },
  1700: { name: 'numeric', carrier: 'decimal', jdbc: 2 },
  2950: { name: 'uuid', carrier: 'string', jdbc: OTHER },
  3802: { name: 'jsonb', carrier: 'string', jdbc: OTHER },
};

/** Element types by array type, for the array types that the API lists. */
const ARRAYS: Record<number, number> = {
  199: 114,
  1000: 16,
  1003: 19,
  1005: 21,
  1007: 23,
  1009: 25,
  1014: 1042,
  1015: 1043,
  1016: 20,
  1021: 700,
  1022: 701,
  1115: 1114,
  1182: 1082,
  1183: 1083,
  1231: 1700,
  2951: 2950,
};

/** Finds the type by its object identifier; undefined for an enum and for an unsupported type. */
export function findColumnType(oid: number): ColumnType | undefined {
  const element = SCALARS[ARRAYS[oid] ?? -1];
  return element ? { name: `_${element.name}`, carrier: 'string', jdbc: ARRAY, element } : SCALARS[oid];
}

/** The type of an enum, whose values are returned as their labels. */
export function createEnumType(name: string): ColumnType {
  return { name, carrier: 'string', jdbc: VARCHAR };
}
