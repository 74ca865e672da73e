/** Reads XML in pieces. Namespace prefixes are taken off; entities of a document type are not expanded. */
import type { Readable } from 'node:stream';
import { Parser } from 'htmlparser2';

export type Attributes = Readonly<Record<string, string>>;

export interface XmlVisitor {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

const withoutPrefix = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Yields after each piece, so that a caller can take what its visitor has gathered. */
export async function* visitXml(bytes: Readable, visitor: XmlVisitor): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8');
  const parser = new Parser(
    {
      onopentag: (name, attributes) => visitor.open?.(withoutPrefix(name), attributes),
      ontext: (text) => visitor.text?.(text),
      onclosetag: (name) => visitor.close?.(withoutPrefix(name)),
    },
    { xmlMode: true },
  );
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.end(decoder.decode());
  yield;
}

/** Visits a whole document. */
export async function readXml(bytes: Readable, visitor: XmlVisitor): Promise<void> {
  for await (const _ of visitXml(bytes, visitor)) {
    // the visitor gathers
  }
}

/** Characters that XML cannot hold are written as _x000D_. */
export const unescapeCharacters = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
