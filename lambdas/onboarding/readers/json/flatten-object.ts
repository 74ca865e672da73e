/** Makes texts of the values of a JSON object: objects within become `outer.inner`, lists stay JSON. */

const DEEPEST = 5;
/** JSON.parse rounds numbers with more digits. */
const LONG_NUMBER = /\d{16}/;

type Visit = (path: string, value: string | null) => void;

/** Parses the text of one object; undefined when it is none. Numbers keep all their digits. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** https://tc39.es/proposal-json-parse-with-source/ */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return /^-?\d{16,}$/.test(context.source) ? BigInt(context.source) : value;
}

/** Calls `visit` with every value of an object as text. Returns whether the object is flat enough to be written. */
export function flattenObject(object: object, visit: Visit): boolean {
  try {
    visitValues(object, visit, '', 1);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function visitValues(object: object, visit: Visit, prefix: string, depth: number): void {
  for (const [key, value] of Object.entries(object)) {
    const path = prefix + key;
    if (value === null || value === undefined) visit(path, null);
    else if (typeof value === 'object' && !Array.isArray(value) && depth < DEEPEST) {
      visitValues(value, visit, `${path}.`, depth + 1);
    } else visit(path, typeof value === 'object' ? formatJson(value) : String(value));
  }
}

/** JSON of a value that may hold integers of any size. */
export const formatJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? String(inner) : inner));
