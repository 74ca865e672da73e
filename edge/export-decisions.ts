/** Builds the files that a device exports and the API takes: decisions of one bundle with its signed document. */
import { type EdgeDecision, type EdgeUpload, MAX_UPLOADED_DECISIONS } from '../lambdas/shared/edge/edge-decision.ts';

/** A decision with the signed document of its bundle. */
export interface KeptDecision {
  decision: EdgeDecision;
  bundle: EdgeUpload['bundle'];
}

/** The API takes a body of 1 MiB; the rest is for the signed document. */
const MAX_DECISIONS_BYTES = 900_000;

/** Groups decisions by bundle, oldest first, into uploads that the API takes. */
export function buildUploads(kept: readonly KeptDecision[]): EdgeUpload[] {
  const uploads: EdgeUpload[] = [];
  const ordered = kept.toSorted((a, b) => (a.decision.decision_id < b.decision.decision_id ? -1 : 1));
  for (const group of Map.groupBy(ordered, ({ decision }) => decision.bundle_sha256).values()) {
    let upload: EdgeUpload | undefined;
    let bytes = 0;
    for (const { bundle, decision } of group) {
      const size = new TextEncoder().encode(JSON.stringify(decision)).length + 1;
      const isFull = upload?.decisions.length === MAX_UPLOADED_DECISIONS || bytes + size > MAX_DECISIONS_BYTES;
      if (!upload || isFull) {
        upload = { bundle, decisions: [] };
        uploads.push(upload);
        bytes = 0;
      }
      upload.decisions.push(decision);
      bytes += size;
    }
  }
  return uploads;
}
