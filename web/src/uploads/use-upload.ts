/** Sends the chosen files of an import while its page is open, and ends the upload when all parts have arrived. */
import { useCallback, useEffect, useState } from 'react';
import type { Import } from '../queries/api-types.ts';
import { completeImport, fetchImport } from '../queries/import-queries.ts';
import { forgetFiles, recallFiles, rememberFiles } from './chosen-files.ts';
import { AddressExpired, isSameFile, PartNotSent, sendParts } from './send-parts.ts';

export interface UploadState {
  sentBytes: number;
  totalBytes: number;
  /** Names of files that have to be chosen again. */
  missing: string[];
  error: unknown;
  choose: (files: readonly File[]) => void;
  retry: () => void;
}

type Uploads = NonNullable<Import['uploads']>;

/** @param onComplete called with the import after its upload */
export function useUpload(started: Import, onComplete: (next: Import) => void): UploadState {
  const { import_id, uploads } = started;
  const [attempt, setAttempt] = useState(0);
  const [error, setError] = useState<unknown>();
  const [sentBytes, setSentBytes] = useState(() => sumUploaded(uploads ?? []));
  const missing = (uploads ?? [])
    .filter((upload) => !isComplete(upload) && !recallFiles(import_id).some((file) => isSameFile(file, upload)))
    .map(({ name }) => name);
  const isReady = missing.length === 0;

  useEffect(() => {
    if (!isReady) return;
    const controller = new AbortController();
    setError(undefined);
    sendAll(import_id, controller.signal, setSentBytes)
      .then((next) => {
        forgetFiles(import_id);
        onComplete(next);
      })
      .catch((cause: unknown) => {
        if (!controller.signal.aborted) setError(cause);
      });
    return () => controller.abort();
  }, [import_id, attempt, isReady]);

  const choose = useCallback(
    (files: readonly File[]) => {
      rememberFiles(import_id, [...recallFiles(import_id), ...files]);
      setAttempt((count) => count + 1);
    },
    [import_id],
  );
  const totalBytes = started.files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  return { sentBytes, totalBytes, missing, error, choose, retry: () => setAttempt((count) => count + 1) };
}

/** Each round has the addresses of at most a hundred parts a file, fresh from the API. */
async function sendAll(importId: string, signal: AbortSignal, report: (bytes: number) => void): Promise<Import> {
  for (;;) {
    const current = await fetchImport(importId);
    if (!current.uploads) return current;
    const arrived = sumUploaded(current.uploads);
    let sent = arrived;
    report(sent);
    signal.throwIfAborted();
    if (current.uploads.every(isComplete)) return completeImport(importId);
    await sendParts(current.uploads, {
      signal,
      findFile: (upload) => recallFiles(importId).find((file) => isSameFile(file, upload)),
      onSent: (bytes) => {
        sent += bytes;
        report(sent);
      },
    }).catch((error: unknown) => {
      // On a slow line addresses expire while others are used: the next round has new ones.
      if (!(error instanceof AddressExpired) || sent === arrived) throw error;
    });
    if (sent === arrived) throw new PartNotSent();
  }
}

const isComplete = ({ uploaded_bytes, size_bytes }: Uploads[number]): boolean => uploaded_bytes === size_bytes;

const sumUploaded = (uploads: Uploads): number => uploads.reduce((sum, { uploaded_bytes }) => sum + uploaded_bytes, 0);
