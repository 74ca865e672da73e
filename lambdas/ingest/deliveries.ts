/** What lies in the landing bucket, and which delivery is next. */
import { manifestName, parseLandingKey } from '../shared/object-keys.ts';

export interface Delivery {
  as_of: string;
  /** Of its manifest; null while that is not written, for it is written last. */
  manifest_etag: string | null;
}

/** The deliveries that these objects belong to, oldest first. */
export async function deliveriesOf(objects: AsyncIterable<{ key: string; etag: string }>): Promise<Delivery[]> {
  const etags = new Map<string, string | null>();
  for await (const { key, etag } of objects) {
    const place = parseLandingKey(key);
    if (!place) continue;
    const isManifest = place.file === manifestName;
    etags.set(place.as_of, isManifest ? etag : (etags.get(place.as_of) ?? null));
  }
  return [...etags]
    .map(([as_of, manifest_etag]) => ({ as_of, manifest_etag }))
    .sort((a, b) => (a.as_of < b.as_of ? -1 : 1));
}

/** What was done with a delivery before. */
export interface PastRun {
  as_of: string;
  manifest_etag: string | null;
  state: string;
  execution_id: string;
}

/**
 * The oldest delivery up to a day whose manifest, as it is now, has not been published. An execution takes each day
 * once: a manifest that is written anew while it runs is for the next one.
 */
export function nextDelivery(
  deliveries: Delivery[],
  past: PastRun[],
  { up_to, execution_id }: { up_to: string; execution_id: string },
): Delivery | undefined {
  return deliveries.find(
    ({ as_of, manifest_etag }) =>
      manifest_etag !== null &&
      as_of <= up_to &&
      !past.some(
        (run) =>
          run.as_of === as_of &&
          (run.execution_id === execution_id || (run.state === 'published' && run.manifest_etag === manifest_etag)),
      ),
  );
}

/** Days up to a day that files are there for, but no manifest. */
export const awaitingManifest = (deliveries: Delivery[], upTo: string): string[] =>
  deliveries.filter(({ as_of, manifest_etag }) => manifest_etag === null && as_of <= upTo).map(({ as_of }) => as_of);
