/** Says what a file is by its first bytes; its name proves nothing. What cannot be read is refused with a way on. */
import { RawFileRefused, type RawRefusal } from '../../contract/refusals.ts';

export type FileKind = 'gzip' | 'zip' | 'parquet' | 'ole' | 'json' | 'text';

/** Bytes that tell the kind. */
export const KIND_BYTES = 4096;

const AS_TABLE = 'export the table as CSV, Excel (.xlsx), Parquet or JSON lines';
const UNPACK = 'unpack it, then give the files in it (.gz and .zip are read as they are)';

/** Signatures of what is not read: bytes as Latin-1, their offset, what it is, how to mend it. */
const REFUSED: readonly [signature: string, offset: number, reason: RawRefusal, what: string, mend: string][] = [
  ['\x89PNG\r\n', 0, 'NotATable', 'a picture (PNG)', AS_TABLE],
  ['\xff\xd8\xff', 0, 'NotATable', 'a picture (JPEG)', AS_TABLE],
  ['GIF8', 0, 'NotATable', 'a picture (GIF)', AS_TABLE],
  ['WEBP', 8, 'NotATable', 'a picture (WebP)', AS_TABLE],
  ['ftyp', 4, 'NotATable', 'a picture or film', AS_TABLE],
  ['II*\0', 0, 'NotATable', 'a picture (TIFF)', AS_TABLE],
  ['MM\0*', 0, 'NotATable', 'a picture (TIFF)', AS_TABLE],
  ['%PDF-', 0, 'NotATable', 'a PDF document', AS_TABLE],
  ['{\\rtf', 0, 'NotATable', 'a text document (RTF)', AS_TABLE],
  ['\x7fELF', 0, 'NotATable', 'a program', AS_TABLE],
  ['MZ\x90', 0, 'NotATable', 'a program', AS_TABLE],
  ['SQLite format 3', 0, 'UnsupportedFormat', 'a SQLite database', AS_TABLE],
  ['Standard Jet DB', 4, 'UnsupportedFormat', 'an Access database', AS_TABLE],
  ['Standard ACE DB', 4, 'UnsupportedFormat', 'an Access database', AS_TABLE],
  ['PARE', 0, 'EncryptedFile', 'an encrypted Parquet file', 'write it without encryption'],
  ['ORC', 0, 'UnsupportedFormat', 'an ORC file', AS_TABLE],
  ['Obj\x01', 0, 'UnsupportedFormat', 'an Avro file', AS_TABLE],
  ['ARROW1', 0, 'UnsupportedFormat', 'an Arrow or Feather file', 'save it as Parquet'],
  ['$FL2', 0, 'UnsupportedFormat', 'an SPSS file', AS_TABLE],
  ['$FL3', 0, 'UnsupportedFormat', 'an SPSS file', AS_TABLE],
  ['<stata_dta>', 0, 'UnsupportedFormat', 'a Stata file', AS_TABLE],
  ['\xc2\xea\x81\x60', 12, 'UnsupportedFormat', 'a SAS data set', AS_TABLE],
  ['HEADER RECORD*******LIBRARY', 0, 'UnsupportedFormat', 'a SAS transport file', AS_TABLE],
  ['RDX', 0, 'UnsupportedFormat', 'an R workspace', 'write the data frame with write.csv'],
  ['\x80\x04\x95', 0, 'UnsupportedFormat', 'a Python pickle', 'write the data frame with to_csv or to_parquet'],
  ['\x89HDF', 0, 'UnsupportedFormat', 'an HDF5 file', AS_TABLE],
  ["7z\xbc\xaf'\x1c", 0, 'UnsupportedFormat', 'a 7z archive', UNPACK],
  ['Rar!', 0, 'UnsupportedFormat', 'a RAR archive', UNPACK],
  ['\xfd7zXZ', 0, 'UnsupportedFormat', 'an xz archive', UNPACK],
  ['BZh', 0, 'UnsupportedFormat', 'a bzip2 archive', UNPACK],
  ['\x28\xb5\x2f\xfd', 0, 'UnsupportedFormat', 'a zstd archive', UNPACK],
  ['ustar', 257, 'UnsupportedFormat', 'a tar archive', UNPACK],
  ['-----BEGIN PGP', 0, 'EncryptedFile', 'encrypted (PGP)', 'decrypt it first'],
  ['Salted__', 0, 'EncryptedFile', 'encrypted (OpenSSL)', 'decrypt it first'],
];

const OLE = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

/**
 * Finds the kind of a file.
 * @param head its first bytes, at most KIND_BYTES
 * @throws {RawFileRefused} when it is of a kind that is not read
 */
export function findFileKind(name: string, head: Buffer): FileKind {
  const start = head.toString('latin1', 0, 512);
  if (start.startsWith('\x1f\x8b')) return 'gzip';
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'zip';
  if (start.startsWith('PK\x07\x08'))
    throw refuse('UnsupportedFormat', name, 'a zip archive in parts', 'join its parts');
  if (start.startsWith('PAR1')) return 'parquet';
  if (start.startsWith(OLE)) return 'ole';
  for (const [signature, offset, reason, what, mend] of REFUSED) {
    if (start.startsWith(signature, offset)) throw refuse(reason, name, what, mend);
  }
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const markup = /^<(\?xml|!doctype|html|table|meta|style)/i.exec(text)?.[1];
  if (markup !== undefined) {
    const what = markup.toLowerCase() === '?xml' ? 'an XML document' : 'a web page';
    throw refuse('UnsupportedFormat', name, what, 'open it in a spreadsheet program and save it as .xlsx or CSV');
  }
  return /^(?:\{\s*(?:"|\}|$)|\[\s*(?:\{|\]|$))/.test(text) ? 'json' : 'text';
}

/**
 * Refuses an OLE container: a workbook with a password, or one of a program before Excel 2007.
 * @param directory bytes in which the names of its streams stand, in UTF-16
 */
export function refuseOle(name: string, directory: Buffer): RawFileRefused {
  const has = (stream: string) => directory.includes(Buffer.from(stream, 'utf16le'));
  if (has('EncryptedPackage')) {
    return refuse('EncryptedFile', name, 'a workbook with a password', 'save it without one (File > Info > Protect)');
  }
  if (has('Workbook') || has('Book')) {
    return refuse('UnsupportedFormat', name, 'an old Excel workbook (.xls)', 'open it and save it as .xlsx or CSV');
  }
  return refuse('NotATable', name, 'an Office document', AS_TABLE);
}

const refuse = (reason: RawRefusal, name: string, what: string, mend: string): RawFileRefused =>
  new RawFileRefused(reason, `${name} is ${what}: ${mend}`);
