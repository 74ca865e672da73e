/** Opens a zip archive: an archive of raw files, or a workbook. Nothing is written, and no member leaves its name. */
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { RiskError } from '../../../shared/errors.ts';
import { formatCount, formatCountOf } from '../../../shared/page/number-format.ts';
import type { RawFile } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused, type RawRefusal } from '../../contract/refusals.ts';
import { quoteName } from '../layout/header.ts';
import { checkDecompression, createStreamedFile } from './limit-bytes.ts';

export interface ZipArchive {
  /** Members by name, without folders. */
  members: ReadonlyMap<string, RawFile>;
}

const READ_SIZE_BYTES = 2 ** 20;
/** Fixed part of a member's header, before its name. */
const LOCAL_HEADER_BYTES = 30;

/**
 * Opens an archive.
 * @throws {RawFileRefused} when the reason is ArchiveUnsafe, EncryptedFile, RawFileTooLarge or CorruptFile
 */
export async function openZipArchive(file: RawFile, limits: RawFileLimits): Promise<ZipArchive> {
  const entries: Entry[] = [];
  let zip: ZipFile;
  try {
    zip = await yauzl.fromRandomAccessReaderPromise(new FileReader(file), file.bytes, { autoClose: false });
    if (zip.entryCount > limits.archive_members) {
      throw unsafe(
        file.name,
        `it has ${formatCountOf(zip.entryCount, 'member')} and ${formatCount(limits.archive_members)} are permitted`,
      );
    }
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    throw describeZipError(file.name, error);
  }
  checkEntries(file.name, entries, limits);
  const members = new Map<string, RawFile>();
  for (const entry of entries) {
    if (entry.fileName.endsWith('/')) continue;
    if (members.has(entry.fileName)) throw unsafe(file.name, `two members are named ${quoteName(entry.fileName)}`);
    members.set(entry.fileName, openMember(file, zip, entry, limits));
  }
  return { members };
}

function checkEntries(name: string, entries: readonly Entry[], limits: RawFileLimits): void {
  const inOrder = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let bytes = 0;
  let end = 0;
  for (const entry of inOrder) {
    const member = quoteName(entry.fileName);
    if (entry.relativeOffsetOfLocalHeader < end) throw unsafe(name, `the member ${member} overlaps another`);
    end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.compressedSize;
    bytes += entry.uncompressedSize;
    if (entry.isEncrypted()) {
      throw new RawFileRefused('EncryptedFile', `${name}: ${member} has a password: zip it again without one`);
    }
    if (!entry.canDecodeFileData()) {
      throw new RawFileRefused('UnsupportedFormat', `${name}: ${member} is compressed in an unusual way: unpack it`);
    }
    checkDecompression(`${name}: ${member}`, entry.uncompressedSize, entry.compressedSize, limits);
  }
  checkDecompression(name, bytes, Number.POSITIVE_INFINITY, limits);
}

function openMember(file: RawFile, zip: ZipFile, entry: Entry, limits: RawFileLimits): RawFile {
  const { fileName: name, uncompressedSize: bytes } = entry;
  const stream = () => decompress(file, zip, entry);
  return createStreamedFile({ name, bytes, fingerprint: file.fingerprint }, stream, limits);
}

/** yauzl ends a stream that has more or fewer bytes than declared; the checksum finds what was changed. */
async function* decompress(file: RawFile, zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  let checksum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      checksum = crc32(chunk as Buffer, checksum);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw describeZipError(`${file.name}: ${quoteName(entry.fileName)}`, error);
  }
  if (checksum === entry.crc32) return;
  throw new RawFileRefused(
    'CorruptFile',
    `${file.name}: ${quoteName(entry.fileName)} is damaged (its checksum is wrong): export it again`,
  );
}

/** Gives yauzl any part of a raw file. */
class FileReader extends yauzl.RandomAccessReader {
  private readonly file: RawFile;
  constructor(file: RawFile) {
    super();
    this.file = file;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { file } = this;
    async function* read() {
      for (let at = start; at < end; at += READ_SIZE_BYTES)
        yield await file.read(at, Math.min(at + READ_SIZE_BYTES, end));
    }
    return Readable.from(read(), { objectMode: false });
  }
}

const unsafe = (name: string, why: string): RawFileRefused =>
  new RawFileRefused('ArchiveUnsafe', `${name} is no safe archive: ${why}: zip the files again`);

function describeZipError(name: string, error: unknown): unknown {
  if (error instanceof RiskError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  if (/^(?:absolute path|invalid relative path|invalid characters in fileName)/.test(message)) {
    return unsafe(name, 'a member has a path that leads out of it');
  }
  const isZip = code === undefined || code.startsWith('Z_');
  const reason: RawRefusal = 'CorruptFile';
  return isZip ? new RawFileRefused(reason, `${name} is no whole zip archive: copy or upload it again`) : error;
}
