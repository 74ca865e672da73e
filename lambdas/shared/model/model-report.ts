/** Reads a report of a registered model's folder, such as its card or baseline, when it is the registered file. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { ObjectMissing, type ObjectStore } from '../aws/object-store.ts';
import { RiskError } from '../errors.ts';
import { modelKey } from '../object-keys.ts';

/** A report is not the one that was registered: somebody wrote to the model bucket. A retry does not help. */
export class ModelReportChanged extends RiskError {
  constructor(version: string, name: string) {
    super(`${name} of model ${version} is not the registered file; docs/runbook.md (ModelUnavailable) says what to do`);
  }
}

/** A model's version, and the files that its registered manifest lists; none is listed by the oldest manifests. */
export interface RegisteredReports {
  version: string;
  files?: readonly { name: string; sha256: string }[] | null;
}

/**
 * @returns undefined where the training wrote no such file
 * @throws {ModelReportChanged} when the file is not the registered one
 */
export async function readModelReport(
  store: ObjectStore,
  bucket: string,
  { version, files }: RegisteredReports,
  name: string,
): Promise<string | undefined> {
  const listed = files?.find((file) => file.name === name);
  if (files && !listed) return undefined;
  let bytes: Buffer;
  try {
    bytes = await buffer(await store.getStream(bucket, modelKey(version, name)));
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
  if (listed && createHash('sha256').update(bytes).digest('hex') !== listed.sha256) {
    throw new ModelReportChanged(version, name);
  }
  return bytes.toString('utf8');
}
