/** What lies in the landing bucket, and which delivery is next. */
import { MANIFEST_NAME, parseLandingKey } from '../../shared/object-keys.ts';

export interface Delivery {
  as_of: string;
  /** Of its manifest; null while that is not written, for it is written last. */
  manifest_etag: string | null;
}

/** The deliveries that these objects belong to, oldest first. */
export async function listDeliveries(objects: AsyncIterable<{ key: string; etag: string }>): Promise<Delivery[]> {
  const etags = new Map<string, string | null>();
  for await (const { key, etag } of objects) {
    const place = parseLandingKey(key);
    if (!place) continue;
    const isManifest = place.file === MANIFEST_NAME;
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

/** Which deliveries an execution takes. */
export interface DeliverySelection {
  execution_id: string;
  /** Deliveries before this day are left alone; null or absent: none is. */
  from?: string | null;
  /** Deliveries after this day wait. */
  up_to: string;
  /** Takes published deliveries too: a backfill. */
  again?: boolean;
}

/**
 * The oldest delivery of the days asked for whose manifest, as it is now, has not been published, or with `again` the
 * oldest at all. An execution takes each day once: a manifest that is written anew while it runs is for the next one.
 */
export function chooseNextDelivery(
  deliveries: Delivery[],
  past: PastRun[],
  { from, up_to, again, execution_id }: DeliverySelection,
): Delivery | undefined {
  const isDone = ({ as_of, manifest_etag }: Delivery, run: PastRun) =>
    run.as_of === as_of &&
    (run.execution_id === execution_id || (!again && run.state === 'published' && run.manifest_etag === manifest_etag));
  return deliveries.find(
    (delivery) =>
      delivery.manifest_etag !== null &&
      delivery.as_of >= (from ?? '') &&
      delivery.as_of <= up_to &&
      !past.some((run) => isDone(delivery, run)),
  );
}

/** Days asked for that files are there for, but no manifest. */
export const listDaysWithoutManifest = (
  deliveries: Delivery[],
  { from, up_to }: Pick<DeliverySelection, 'from' | 'up_to'>,
): string[] =>
  deliveries
    .filter(({ as_of, manifest_etag }) => manifest_etag === null && as_of >= (from ?? '') && as_of <= up_to)
    .map(({ as_of }) => as_of);
