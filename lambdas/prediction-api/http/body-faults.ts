/**
 * Finds what no JSON body may contain, before anything else visits it: deep nesting, texts that the database cannot store,
 * and fields that are given twice. Pure functions that never recurse beyond the depth limit.
 */

/** Deeper than any body. Without a limit, code that visits a body recursively ends with a stack overflow. */
export const MAX_BODY_DEPTH = 16;

/** Names of fields and positions in lists, from the outside. */
type JsonPath = readonly (string | number)[];

export interface BodyFault {
  path: JsonPath;
  message: string;
}

/**
 * Finds the faults of a body.
 * @param text the body
 * @param json what the text says
 */
export function findBodyFaults(text: string, json: unknown): BodyFault[] {
  return [...findValueFaults(json, []), ...findRepeatedFields(text)];
}

function* findValueFaults(value: unknown, path: JsonPath): Generator<BodyFault> {
  if (typeof value === 'string') {
    if (!isStorable(value)) yield { path, message: 'Must be a text without NUL and without half characters' };
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= MAX_BODY_DEPTH) {
    yield { path, message: `Nested deeper than ${MAX_BODY_DEPTH} levels` };
    return;
  }
  if (Array.isArray(value)) {
    for (const [position, child] of value.entries()) yield* findValueFaults(child, [...path, position]);
    return;
  }
  for (const [name, child] of Object.entries(value)) {
    if (isUsableName(name)) yield* findValueFaults(child, [...path, name]);
    else yield { path, message: 'Has a field whose name is __proto__, or has NUL or half a character' };
  }
}

/** PostgreSQL stores no NUL and, as UTF-8, no lone surrogate. */
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

/** Copying a field named `__proto__` into another object would drop it, or change the object. */
const isUsableName = (name: string) => name !== '__proto__' && isStorable(name);

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/** JSON.parse takes the last value of a repeated field; another reader would take the first. */
function* findRepeatedFields(text: string): Generator<BodyFault> {
  const open: { names: Set<string> | undefined; at: string | number }[] = [];
  let lastText = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const inner = open.at(-1);
    if (token === '{') open.push({ names: new Set(), at: '' });
    else if (token === '[') open.push({ names: undefined, at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      if (typeof inner?.at === 'number') inner.at += 1;
    } else if (token === ':') {
      const name: string = JSON.parse(lastText);
      if (inner) inner.at = name;
      const isRepeated = inner?.names?.has(name) && open.length <= MAX_BODY_DEPTH;
      if (isRepeated) yield { path: open.map(({ at }) => at), message: 'Given more than once' };
      inner?.names?.add(name);
    } else lastText = token;
  }
}
