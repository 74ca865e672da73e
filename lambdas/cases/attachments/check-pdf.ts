/**
 * Checks a PDF for what runs, opens or hides something: scripts, launches, embedded files, forms with scripts. Names can be
 * written with #xx and objects can be in compressed object streams, so it looks through both (ISO 32000-2, 7.3.5, 7.5.7).
 */
import { inflateSync } from 'node:zlib';
import type { AttachmentFault } from '../../shared/attachments/media-types.ts';

/** Names that do not occur by chance in compressed bytes, as /JS does; a script needs /JavaScript. Shorter ones with value. */
const FORBIDDEN: readonly (readonly [AttachmentFault, RegExp])[] = [
  ['encrypted', /\/Encrypt\s*(?:\d+\s+\d+\s+R|<<)/],
  ['script', /\/(?:JavaScript|Rendition|RichMedia)(?![\w-])|\/XFA\s*(?:\d+\s+\d+\s+R|\[)/],
  ['script', /\/(?:Launch|ImportData|SubmitForm|GoToE)(?![\w-])/],
  ['embedded-file', /\/(?:EmbeddedFiles?|Collection)(?![\w-])/],
];
/** Inflated bytes of all object streams; a document of a thousand pages has a few megabytes. */
const MAX_INFLATED_BYTES = 64 * 2 ** 20;

/** Returns what is wrong with a PDF, or null where nothing is. */
export function checkPdf(bytes: Buffer): AttachmentFault | null {
  const text = bytes.toString('latin1');
  if (!text.startsWith('%PDF-')) return 'wrong-type';
  if (!text.slice(-2048).includes('%%EOF')) return 'damaged';
  return findForbidden(text) ?? checkObjectStreams(bytes, text);
}

function findForbidden(text: string): AttachmentFault | null {
  const plain = decodeNames(text);
  return FORBIDDEN.find(([, name]) => name.test(text) || name.test(plain))?.[0] ?? null;
}

/** Writes /#4AavaScript as /JavaScript. */
const decodeNames = (text: string): string =>
  text.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** A stream whose dictionary has /First holds objects. One that cannot be read here could hide anything. */
function checkObjectStreams(bytes: Buffer, text: string): AttachmentFault | null {
  let left = MAX_INFLATED_BYTES;
  let end = 0;
  for (const { index, 0: keyword } of text.matchAll(/(?<!end)stream(?:\r\n|\n|\r)/g)) {
    // From the keyword before: every byte is looked at once, however many keywords there are.
    const { isPlain, dictionary } = findDictionary(text.slice(end, index));
    end = index + keyword.length;
    if (!/\/First(?![\w-])/.test(dictionary)) continue;
    if (isPlain && !/\/Filter(?![\w-])/.test(dictionary)) continue;
    if (!/\/Filter[\s[]*\/FlateDecode[\s\]]*[/>]/.test(dictionary) || dictionary.includes('/DecodeParms'))
      return 'damaged';
    const objects = inflate(bytes.subarray(end), left);
    if (typeof objects === 'string') return objects;
    left -= objects.length;
    const fault = findForbidden(objects.toString('latin1'));
    if (fault) return fault;
  }
  return null;
}

/**
 * The dictionary of a stream, at the end of what is before it. A keyword in a string or comment could hide a part of the
 * dictionary: where one is possible, it is not plain, and everything before counts as the dictionary.
 */
function findDictionary(before: string): { isPlain: boolean; dictionary: string } {
  const start = before.lastIndexOf('endobj');
  const lineStart = Math.max(before.lastIndexOf('\n', start), before.lastIndexOf('\r', start)) + 1;
  const isPlain =
    start >= 0 &&
    !before.slice(lineStart, start).includes('%') &&
    /^endobj\s+\d+\s+\d+\s+obj\s*<<[^%()]*$/.test(before.slice(start));
  return { isPlain, dictionary: decodeNames(isPlain ? before.slice(start) : before) };
}

function inflate(bytes: Buffer, maxOutputLength: number): Buffer | AttachmentFault {
  if (maxOutputLength <= 0) return 'too-large-inside';
  try {
    // What follows the stream is ignored, as a viewer does.
    return inflateSync(bytes, { maxOutputLength });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large-inside' : 'damaged';
  }
}
