/** Builds HTML and SVG in which every value is escaped: data cannot become a tag, an attribute or a script. */

/** Text that needs no escaping. Only `html` and the style sheet make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type MarkupValue = Markup | string | number | null | undefined | readonly MarkupValue[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes text for an element or a quoted attribute. Control characters, which HTML forbids, become spaces. */
export function escapeText(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A template tag that escapes every value except `Markup`. Lists are joined; null becomes an empty text. */
export function html(strings: TemplateStringsArray, ...values: MarkupValue[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...values.map(renderValue)));
}

function renderValue(value: MarkupValue): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(renderValue).join('');
  return value === null || value === undefined ? '' : escapeText(String(value));
}
