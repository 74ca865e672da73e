/** Reads the form of a server-rendered page and fills it in. Open it when a sign-in page is not understood. */

export interface HtmlForm {
  /** Address that the form is sent to, relative to its page; empty for the page itself. */
  action: string;
  inputs: { name: string; type: string; value: string }[];
}

/** The forms of a page in their order. */
export function parseForms(html: string): HtmlForm[] {
  return Array.from(html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi), ([, tag = '', content = '']) => ({
    action: parseAttributes(tag).action ?? '',
    inputs: Array.from(content.matchAll(/<input\b([^>]*)>/gi), ([, input = '']) => {
      const { name = '', type = 'text', value = '' } = parseAttributes(input);
      return { name, type: type.toLowerCase(), value };
    }).filter(({ name }) => name !== ''),
  }));
}

/**
 * Fills in the inputs that a person sees: passwords, a user name, and a one-time code where nothing else is asked.
 * @returns what to send; undefined for a form that asks for nothing
 */
export async function fillInForm(
  { inputs }: HtmlForm,
  person: { username: string; password: string; nextCode: () => Promise<string> },
): Promise<URLSearchParams | undefined> {
  const asksPassword = inputs.some(({ type }) => type === 'password');
  const visible = inputs.filter(({ type }) => ['text', 'email', 'number', 'tel', 'password'].includes(type));
  if (visible.length === 0) return undefined;
  const values = new URLSearchParams();
  for (const { name, type, value } of inputs) {
    if (type === 'password') values.append(name, person.password);
    else if (!visible.some((input) => input.name === name)) values.append(name, value);
    else values.append(name, asksPassword ? person.username : await person.nextCode());
  }
  return values;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' };

/** Attributes of a tag by lower-case name, entities decoded. */
function parseAttributes(tag: string): Record<string, string> {
  const attributes = tag.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return Object.fromEntries(
    Array.from(attributes, ([, name = '', double, single]) => [name.toLowerCase(), decode(double ?? single ?? '')]),
  );
}

const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (entity, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name.toLowerCase()] ?? entity;
  });
