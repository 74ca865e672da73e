/** Writes the archive of a function, which the CDK uploads as it is. The same files give the same bytes. */
import { writeFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import { Zip, type ZipInputFile } from 'fflate';

export interface BundleFile {
  /** Relative to the root of the archive. */
  path: string;
  contents: Uint8Array;
}

/** Method "deflate" of the format (APPNOTE.TXT 4.4.5). */
const DEFLATE = 8;
const UNIX = 3;
/** A file that everybody may read, as Lambda's user must. */
const READABLE = 0o100644 << 16;
/** A time that the format can state in every time zone: its oldest is 1980-01-01. */
const NO_TIME = '1980-01-01T12:00:00';

/** Functions share modules and ONNX Runtime, as the same buffers: each buffer is compressed once for each process. */
const compressed = new WeakMap<Uint8Array, Uint8Array<ArrayBuffer>>();

/** Writes the files into a ZIP archive. */
export function writeArchive(path: string, files: BundleFile[]): void {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const file of files) addFile(zip, file);
  zip.end();
  writeFileSync(path, Buffer.concat(chunks));
}

function addFile(zip: Zip, { path, contents }: BundleFile): void {
  const entry: ZipInputFile = {
    ...{ filename: path, size: contents.length, crc: crc32(contents), compression: DEFLATE },
    ...{ os: UNIX, attrs: READABLE, mtime: NO_TIME },
  };
  zip.add(entry);
  entry.ondata?.(null, compress(contents), true);
}

function compress(contents: Uint8Array): Uint8Array<ArrayBuffer> {
  const known = compressed.get(contents);
  if (known) return known;
  const result = deflateRawSync(contents);
  compressed.set(contents, result);
  return result;
}
