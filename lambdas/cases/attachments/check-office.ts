/**
 * Checks a document of Word, Excel or LibreOffice: a zip archive with the parts of its type, and without macros, controls,
 * embedded files or templates that are loaded from elsewhere. Every part is unpacked once, so that none is larger than it says.
 */
import { Parser } from 'htmlparser2';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { AttachmentFault, AttachmentType } from '../../shared/attachments/media-types.ts';

const MAX_PARTS = 5000;
/** Unpacked bytes of all parts. */
const MAX_UNPACKED_BYTES = 100 * 2 ** 20;
const ZIP = 'PK\u0003\u0004';
/** First bytes of an OLE file: a macro project, an embedded document of an old version, or one with a password. */
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** The part that says the type, and what it says. Its endings with macros say `macroEnabled`. */
const MAIN_PARTS: Readonly<Record<string, { part: string; says: RegExp }>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    part: '[Content_Types].xml',
    says: /wordprocessingml\.document\.main\+xml/,
  },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    part: '[Content_Types].xml',
    says: /spreadsheetml\.sheet\.main\+xml/,
  },
  'application/vnd.oasis.opendocument.text': {
    part: 'mimetype',
    says: /^application\/vnd\.oasis\.opendocument\.text$/,
  },
};

const PART_FAULTS: readonly (readonly [AttachmentFault, RegExp])[] = [
  ['macro', /vba(?:project|data)|macrosheets\/|(?:^|\/)activex\/|^(?:basic|scripts)\//i],
  ['embedded-file', /(?:^|\/)embeddings\//i],
  ['external-link', /(?:^|\/)externallinks\//i],
];
/** Parts that say what other parts are. */
const LIST = /\.rels$|^\[content_types\]\.xml$|^mimetype$|^meta-inf\/manifest\.xml$/i;
const TEXT = /\.(?:xml|rels)$|^mimetype$/i;
/** In LibreOffice an event or a link starts a macro that may lie outside of the document. */
const SCRIPT = /script:event-listener|vnd\.sun\.star\.(?:script|expand):|["']macro:\/\//i;

/** Returns what is wrong with a document, or null where nothing is. */
export async function checkOffice(bytes: Buffer, type: AttachmentType): Promise<AttachmentFault | null> {
  if (bytes.subarray(0, OLE.length).equals(OLE)) return 'encrypted';
  if (bytes.toString('latin1', 0, ZIP.length) !== ZIP) return 'wrong-type';
  try {
    const zip = await yauzl.fromBufferPromise(bytes);
    return await checkParts(zip, type);
  } catch {
    // yauzl refuses names that lead out of the archive, and parts with other bytes than they state.
    return 'damaged';
  }
}

async function checkParts(zip: ZipFile, type: AttachmentType): Promise<AttachmentFault | null> {
  if (zip.entryCount > MAX_PARTS) return 'too-large-inside';
  const main = MAIN_PARTS[type];
  let left = MAX_UNPACKED_BYTES;
  let isOfType = false;
  for await (const entry of zip.eachEntry()) {
    const byName = PART_FAULTS.find(([, name]) => name.test(entry.fileName))?.[0];
    if (byName) return byName;
    if (entry.isEncrypted()) return 'encrypted';
    if (entry.fileName.endsWith('/')) continue;
    const part = await unpack(zip, entry, left);
    if (part === undefined) return 'too-large-inside';
    left -= part.size;
    const fault = checkPart(entry.fileName, part.start);
    if (fault) return fault;
    if (entry.fileName === main?.part) isOfType = main.says.test(part.start.toString('utf8').trim());
  }
  return isOfType ? null : 'wrong-type';
}

function checkPart(name: string, content: Buffer): AttachmentFault | null {
  if (content.subarray(0, OLE.length).equals(OLE)) return 'macro';
  const head = content.toString('latin1', 0, ZIP.length);
  if (head === ZIP || head.startsWith('MZ') || head.startsWith('\u007fELF')) return 'embedded-file';
  if (!TEXT.test(name)) return null;
  const text = content.toString('utf8');
  if (!LIST.test(name)) return SCRIPT.test(text) ? 'script' : null;
  // Another encoding, or an entity of its own, would hide the words below.
  if (content.includes(0) || /<!DOCTYPE/i.test(text)) return 'damaged';
  if (/macroenabled|vbaproject/i.test(text)) return 'macro';
  if (/encryption-data/.test(text)) return 'encrypted';
  return hasForeignPart(text) ? 'external-link' : null;
}

/** A link that a reader follows by a click stays; a template, picture or object that opening the file loads does not. */
function hasForeignPart(relationships: string): boolean {
  let isForeign = false;
  const parser = new Parser(
    {
      onopentag(_, { TargetMode = '', Type = '' }) {
        isForeign ||= TargetMode.toLowerCase() === 'external' && !Type.endsWith('/hyperlink');
      },
    },
    { xmlMode: true },
  );
  parser.end(relationships);
  return isForeign;
}

/** The size of a part, and as much of it as is looked at; undefined where it is larger than it may be. */
async function unpack(zip: ZipFile, entry: Entry, left: number): Promise<{ size: number; start: Buffer } | undefined> {
  if (entry.uncompressedSize > left) return undefined;
  const kept: Buffer[] = [];
  const maxKept = TEXT.test(entry.fileName) ? left : OLE.length;
  let size = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes = chunk as Buffer;
    if (size < maxKept) kept.push(bytes.subarray(0, maxKept - size));
    size += bytes.length;
    if (size > left) return undefined;
  }
  return { size, start: Buffer.concat(kept) };
}
