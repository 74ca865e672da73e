/** Describes the fields of a form that edits JSON. The specifications of a policy are made of them. */

interface Choice {
  value: string;
  text: string;
}

export interface Variant {
  code: string;
  text: string;
  /** Whether a value has this form. */
  matches: (value: object) => boolean;
  create: () => object;
  /** A function, because conditions contain conditions. */
  listFields: () => readonly NamedSpec[];
}

export type NamedSpec = readonly [key: string, spec: FieldSpec];

export type FieldSpec = { label: string } & (
  | { kind: 'text'; isLong?: boolean; isFeature?: boolean }
  /** Shares are edited in percent. An empty one is null. */
  | { kind: 'number'; isShare?: boolean }
  | { kind: 'choice'; options: readonly Choice[] }
  /** Texts, separated by commas. */
  | { kind: 'words' }
  | { kind: 'object'; fields: readonly NamedSpec[] }
  | { kind: 'list'; item: FieldSpec; create: () => unknown; add: string }
  | { kind: 'variant'; variants: readonly Variant[] }
  /** Says by itself that something holds; an optional part. */
  | { kind: 'mark' }
  /** May be absent. */
  | { kind: 'optional'; spec: FieldSpec; create: () => unknown; add: string }
  /** Exactly one comparison of a number, whose keys stand in the object itself. */
  | { kind: 'test' }
  /** A feature with its value, any number of them. */
  | { kind: 'inputs'; add: string }
  /** The decisions of a matrix, whose rows and columns are stated next to them. */
  | { kind: 'matrix'; fields: readonly NamedSpec[] }
);

export type FieldKind = FieldSpec['kind'];

/** Sets a key of an object, or removes it where the value is undefined. The other keys keep their order. */
export function setKey(object: object, key: string, value: unknown): object {
  if (value !== undefined) return { ...object, [key]: value };
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** The path of a part as the API writes it in problems: `rules[2].when.feature`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
