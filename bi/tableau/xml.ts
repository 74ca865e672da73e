/** XML as Tableau writes it: elements with quoted attributes, indented, every value escaped. */

export interface Element {
  name: string;
  attributes: Record<string, string | number | undefined>;
  children: (Element | string)[];
}

/** An element; attributes that are undefined are left out. A child that is a string is its text. */
export const el = (
  name: string,
  attributes: Element['attributes'] = {},
  children: readonly (Element | string | undefined)[] = [],
): Element => ({ name, attributes, children: children.filter((child) => child !== undefined) });

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>'"]/g, (character) => ENTITIES[character] ?? '');

/** The document with its declaration. */
export const xml = (root: Element): string => `<?xml version='1.0' encoding='utf-8' ?>\n${written(root, '')}\n`;

function written({ name, attributes, children }: Element, indent: string): string {
  const quoted = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}='${escaped(String(value))}'`);
  const open = `${indent}<${name}${quoted.join('')}`;
  if (children.length === 0) return `${open} />`;
  if (children.every((child) => typeof child === 'string')) return `${open}>${escaped(children.join(''))}</${name}>`;
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : written(child, `${indent}  `)));
  return `${open}>\n${inner.join('\n')}\n${indent}</${name}>`;
}
