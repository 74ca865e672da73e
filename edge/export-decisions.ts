/** Builds the file that a device exports and the API takes: decisions of one bundle with its signed document. */
import { type EdgeDecision, type EdgeUpload, MAX_UPLOADED_DECISIONS } from '../lambdas/shared/edge/edge-decision.ts';

/** A decision with the signed document of its bundle. */
export interface KeptDecision {
  decision: EdgeDecision;
  bundle: EdgeUpload['bundle'];
}

/** Groups decisions by bundle, oldest first, into uploads that the API takes. */
export function buildUploads(kept: readonly KeptDecision[]): EdgeUpload[] {
  const ordered = kept.toSorted((a, b) => (a.decision.decision_id < b.decision.decision_id ? -1 : 1));
  return [...Map.groupBy(ordered, ({ decision }) => decision.bundle_sha256).values()].flatMap((group) => {
    const uploads: EdgeUpload[] = [];
    for (let start = 0; start < group.length; start += MAX_UPLOADED_DECISIONS) {
      const part = group.slice(start, start + MAX_UPLOADED_DECISIONS);
      const bundle = part[0]?.bundle as EdgeUpload['bundle'];
      uploads.push({ bundle, decisions: part.map(({ decision }) => decision) });
    }
    return uploads;
  });
}
