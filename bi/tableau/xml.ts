/** Formats XML as Tableau writes it: indented elements, quoted attributes, escaped values. */

export interface XmlElement {
  name: string;
  attributes: Record<string, string | number | undefined>;
  children: (XmlElement | string)[];
}

/** Creates an element. Undefined attributes are omitted; a string child is text. */
export const createElement = (
  name: string,
  attributes: XmlElement['attributes'] = {},
  children: readonly (XmlElement | string | undefined)[] = [],
): XmlElement => ({ name, attributes, children: children.filter((child) => child !== undefined) });

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>'"]/g, (character) => ENTITIES[character] ?? '');

/** Formats a document with its XML declaration. */
export const formatDocument = (root: XmlElement): string =>
  `<?xml version='1.0' encoding='utf-8' ?>\n${formatElement(root, '')}\n`;

function formatElement({ name, attributes, children }: XmlElement, indent: string): string {
  const quoted = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}='${escapeXml(String(value))}'`);
  const open = `${indent}<${name}${quoted.join('')}`;
  if (children.length === 0) return `${open} />`;
  if (children.every((child) => typeof child === 'string')) return `${open}>${escapeXml(children.join(''))}</${name}>`;
  const inner = children.map((child) =>
    typeof child === 'string' ? escapeXml(child) : formatElement(child, `${indent}  `),
  );
  return `${open}>\n${inner.join('\n')}\n${indent}</${name}>`;
}
