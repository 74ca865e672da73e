/** The PostgreSQL types that the Data API returns: the result field of each, and its names. */

/** Field of a result in which the value is returned. */
export type ResultField = 'boolean' | 'long' | 'double' | 'decimal' | 'string' | 'blob' | 'timestamptz';

export interface ColumnType {
  name: string;
  resultField: ResultField;
  /** Number of the type in java.sql.Types, for the API's metadata. */
  jdbcType: number;
  /** Present for an array: the type of its elements. */
  element?: ColumnType;
}

const [BIT, VARCHAR, OTHER, ARRAY] = [-7, 12, 1111, 2003];

/** Scalar types that the API lists, and timestamptz, by object identifier in pg_type. */
const SCALARS: Record<number, ColumnType> = {
  16: { name: 'bool', resultField: 'boolean', jdbcType: BIT },
  17: { name: 'bytea', resultField: 'blob', jdbcType: -2 },
  19: { name: 'name', resultField: 'string', jdbcType: VARCHAR },
  20: { name: 'int8', resultField: 'long', jdbcType: -5 },
  21: { name: 'int2', resultField: 'long', jdbcType: 5 },
  23: { name: 'int4', resultField: 'long', jdbcType: 4 },
  25: { name: 'text', resultField: 'string', jdbcType: VARCHAR },
  114: { name: 'json', resultField: 'string', jdbcType: OTHER },
  650: { name: 'cidr', resultField: 'string', jdbcType: OTHER },
  700: { name: 'float4', resultField: 'double', jdbcType: 7 },
  701: { name: 'float8', resultField: 'double', jdbcType: 8 },
  869: { name: 'inet', resultField: 'string', jdbcType: OTHER },
  1042: { name: 'bpchar', resultField: 'string', jdbcType: 1 },
  1043: { name: 'varchar', resultField: 'string', jdbcType: VARCHAR },
  1082: { name: 'date', resultField: 'string', jdbcType: 91 },
  1083: { name: 'time', resultField: 'string', jdbcType: 92 },
  1114: { name: 'timestamp', resultField: 'string', jdbcType: 93 },
  1184: { name: 'timestamptz', resultField: 'timestamptz', jdbcType: 93 },
  1700: { name: 'numeric', resultField: 'decimal', jdbcType: 2 },
  2950: { name: 'uuid', resultField: 'string', jdbcType: OTHER },
  3802: { name: 'jsonb', resultField: 'string', jdbcType: OTHER },
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
  return element ? { name: `_${element.name}`, resultField: 'string', jdbcType: ARRAY, element } : SCALARS[oid];
}

/** The type of an enum, whose values are returned as their labels. */
export function createEnumType(name: string): ColumnType {
  return { name, resultField: 'string', jdbcType: VARCHAR };
}
