/**
 * Uploads of an import's files in parts, by presigned addresses: opened here, sent by the browser, put together here.
 * S3's own list says which parts have arrived, so an upload goes on after a reload.
 */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type Part,
  paginateListParts,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  type ImportFile,
  importAnswersKey,
  importCheckKey,
  importFileKey,
  importProposalKey,
  importReportKey,
  UPLOAD_PART_BYTES,
} from '../../onboarding/contract/import-state.ts';
import { requireEnv } from '../../shared/env.ts';
import type { Import, UploadFile } from '../contract/schemas/imports.ts';

/** A file with the multipart upload that S3 has opened for it. */
export type StoredImportFile = ImportFile & { upload_id?: string };

/** Enough to start sending a part, which may then take longer. */
const EXPIRY_SECONDS = 900;
/** Parts of all files whose addresses one response has: 1.6 GB, which no line sends before they expire. */
const SIGNED_PARTS = 100;

/** A piece of a file that is sent at once. */
interface FilePart {
  part: number;
  start: number;
  size_bytes: number;
}

interface PartUpload {
  Bucket: string;
  Key: string;
  UploadId: string | undefined;
}

export interface ImportFiles {
  /** Opens an upload for each file that has none. */
  open(importId: string, files: readonly StoredImportFile[]): Promise<StoredImportFile[]>;
  /** Signs missing parts, those of the first files first. */
  signMissingParts(importId: string, files: readonly StoredImportFile[]): Promise<UploadFile[]>;
  /** Puts the parts together; repeatable. Returns the names of files that are not complete. */
  complete(importId: string, files: readonly StoredImportFile[]): Promise<string[]>;
  /** Deletes files and documents, and ends uploads that are open. */
  remove(importId: string, files: readonly StoredImportFile[]): Promise<void>;
  signReport(importId: string): Promise<NonNullable<Import['report']>>;
}

export function createImportFiles(): ImportFiles {
  // The parts are not known yet, so the SDK must not sign a checksum of them.
  const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  return {
    open: (importId, files) => Promise.all(files.map((file) => openUpload(s3, importId, file))),
    signMissingParts: (importId, files) => signMissingParts(s3, importId, files),
    async complete(importId, files) {
      const incomplete: string[] = [];
      for (const file of files) if (!(await completeUpload(s3, importId, file))) incomplete.push(file.name);
      return incomplete;
    },
    async remove(importId, files) {
      for (const file of files) await abortUpload(s3, importId, file);
      const documents = [importProposalKey(importId), importAnswersKey(importId), importCheckKey(importId)];
      for (const Key of [...files.map(({ number }) => importFileKey(importId, number)), ...documents]) {
        await s3.send(new DeleteObjectCommand({ Bucket: requireEnv('WORK_BUCKET'), Key }));
      }
    },
    signReport: (importId) => signReport(s3, importId),
  };
}

const hasName = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

const locate = (importId: string, number: number) => ({
  Bucket: requireEnv('WORK_BUCKET'),
  Key: importFileKey(importId, number),
});

async function openUpload(s3: S3Client, importId: string, file: StoredImportFile): Promise<StoredImportFile> {
  if (file.upload_id !== undefined) return file;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(locate(importId, file.number)));
  if (UploadId === undefined) throw new Error('S3 opened an upload without an id');
  return { ...file, upload_id: UploadId };
}

async function signMissingParts(
  s3: S3Client,
  importId: string,
  files: readonly StoredImportFile[],
): Promise<UploadFile[]> {
  const missing = await Promise.all(files.map((file) => listMissingParts(s3, importId, file)));
  let room = SIGNED_PARTS;
  return Promise.all(
    files.map(async ({ number, name, size_bytes, upload_id: UploadId }, index) => {
      const ofFile = missing[index] ?? [];
      const shown = ofFile.slice(0, room);
      room -= shown.length;
      const missingBytes = ofFile.reduce((sum, part) => sum + part.size_bytes, 0);
      const location = locate(importId, number);
      const parts = await Promise.all(shown.map((part) => signPart(s3, { ...location, UploadId }, part)));
      return { number, name, size_bytes, uploaded_bytes: size_bytes - missingBytes, parts };
    }),
  );
}

async function listMissingParts(s3: S3Client, importId: string, file: StoredImportFile): Promise<FilePart[]> {
  const arrived = await listArrivedParts(s3, importId, file);
  if (arrived === 'complete') return [];
  return listParts(file).filter(({ part, size_bytes }) => arrived.get(part)?.Size !== size_bytes);
}

async function signPart(s3: S3Client, upload: PartUpload, part: FilePart): Promise<UploadFile['parts'][number]> {
  const command = new UploadPartCommand({ ...upload, PartNumber: part.part, ContentLength: part.size_bytes });
  const signableHeaders = new Set(['content-length', 'host']);
  return { ...part, url: await getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS, signableHeaders }) };
}

/** The parts of a file, numbered from 1. */
function listParts({ size_bytes }: ImportFile): FilePart[] {
  return Array.from({ length: Math.ceil(size_bytes / UPLOAD_PART_BYTES) }, (_, index) => {
    const start = index * UPLOAD_PART_BYTES;
    return { part: index + 1, start, size_bytes: Math.min(UPLOAD_PART_BYTES, size_bytes - start) };
  });
}

/**
 * An upload that was put together is no upload any more; its object is there. One that S3 does not know, and whose object
 * is gone too (a restored database is older than S3), has no part.
 */
async function listArrivedParts(
  s3: S3Client,
  importId: string,
  file: StoredImportFile,
): Promise<Map<number, Part> | 'complete'> {
  const arrived = new Map<number, Part>();
  const request = { ...locate(importId, file.number), UploadId: file.upload_id };
  try {
    for await (const { Parts = [] } of paginateListParts({ client: s3 }, request)) {
      for (const part of Parts) if (part.PartNumber !== undefined) arrived.set(part.PartNumber, part);
    }
    return arrived;
  } catch (error) {
    if (!hasName(error, 'NoSuchUpload')) throw error;
    return (await isStored(s3, importId, file)) ? 'complete' : new Map();
  }
}

/** True when the whole file is there, put together now or by an earlier call. */
async function completeUpload(s3: S3Client, importId: string, file: StoredImportFile): Promise<boolean> {
  if (file.upload_id === undefined) return false;
  const arrived = await listArrivedParts(s3, importId, file);
  if (arrived === 'complete') return true;
  const parts = listParts(file);
  if (parts.some(({ part, size_bytes }) => arrived.get(part)?.Size !== size_bytes)) return false;
  const Parts = parts.map(({ part }) => ({ PartNumber: part, ETag: arrived.get(part)?.ETag }));
  const command = { ...locate(importId, file.number), UploadId: file.upload_id, MultipartUpload: { Parts } };
  await s3.send(new CompleteMultipartUploadCommand(command));
  return true;
}

async function isStored(s3: S3Client, importId: string, file: StoredImportFile): Promise<boolean> {
  try {
    const { ContentLength } = await s3.send(new HeadObjectCommand(locate(importId, file.number)));
    return ContentLength === file.size_bytes;
  } catch (error) {
    if (hasName(error, 'NotFound')) return false;
    throw error;
  }
}

async function abortUpload(s3: S3Client, importId: string, file: StoredImportFile): Promise<void> {
  if (file.upload_id === undefined) return;
  try {
    await s3.send(new AbortMultipartUploadCommand({ ...locate(importId, file.number), UploadId: file.upload_id }));
  } catch (error) {
    if (!hasName(error, 'NoSuchUpload')) throw error; // it was completed, or ended before
  }
}

async function signReport(s3: S3Client, importId: string): Promise<NonNullable<Import['report']>> {
  const expires_at = new Date(Date.now() + EXPIRY_SECONDS * 1000).toISOString();
  const sign = (file: Parameters<typeof importReportKey>[1]) => {
    const command = new GetObjectCommand({
      ...{ Bucket: requireEnv('REPORT_BUCKET'), Key: importReportKey(importId, file) },
      ResponseContentDisposition: `attachment; filename="import-${importId}-${file}"`,
      ResponseCacheControl: 'no-store',
    });
    return getSignedUrl(s3, command, { expiresIn: EXPIRY_SECONDS });
  };
  const [html, json, refused_csv] = await Promise.all([sign('report.html'), sign('report.json'), sign('refused.csv')]);
  return { html, json, refused_csv, expires_at };
}
