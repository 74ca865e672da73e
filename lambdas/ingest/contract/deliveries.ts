/** Lists the deliveries in the landing bucket and chooses the next one to run. Pure functions, no I/O. */
import { isMisnamedFolder, LANDING_ROOT, MANIFEST_NAME, parseLandingKey } from '../../shared/object-keys.ts';

export interface Delivery {
  as_of: string;
  /** ETag of the manifest; null until the lender writes it, which is the delivery's last file. */
  manifest_etag: string | null;
}

/** A run of an earlier or of this execution. */
export interface PastRun {
  as_of: string;
  manifest_etag: string | null;
  state: string;
  execution_id: string;
}

/** The deliveries that an execution runs: its input, and its id. */
export interface DeliverySelection {
  execution_id: string;
  /** First as-of date; null or absent: no limit. */
  from?: string | null;
  /** Last as-of date. */
  up_to: string;
  /** Includes published deliveries: a backfill. */
  again?: boolean;
}

/**
 * Groups objects of the landing bucket into deliveries, oldest first.
 * @param onMisnamedFolder called once with each folder that is named like a delivery and is none
 */
export async function listDeliveries(
  objects: AsyncIterable<{ key: string; etag: string }>,
  onMisnamedFolder: (folder: string) => void = () => {},
): Promise<Delivery[]> {
  const misnamedFolders = new Set<string>();
  const etags = new Map<string, string | null>();
  for await (const { key, etag } of objects) {
    const parsed = parseLandingKey(key);
    if (!parsed) {
      const [folder = '', file] = key.slice(LANDING_ROOT.length).split('/');
      if (file !== undefined && isMisnamedFolder(folder)) misnamedFolders.add(folder);
      continue;
    }
    const isManifest = parsed.file === MANIFEST_NAME;
    etags.set(parsed.as_of, isManifest ? etag : (etags.get(parsed.as_of) ?? null));
  }
  for (const folder of misnamedFolders) onMisnamedFolder(folder);
  return [...etags]
    .map(([as_of, manifest_etag]) => ({ as_of, manifest_etag }))
    .sort((a, b) => (a.as_of < b.as_of ? -1 : 1));
}

/**
 * Returns the oldest selected delivery whose present manifest is not published; with `again` the oldest selected one.
 * An execution runs each day once: the next execution runs a manifest that is replaced in the meantime.
 */
export function chooseNextDelivery(
  deliveries: Delivery[],
  pastRuns: PastRun[],
  selection: DeliverySelection,
): Delivery | undefined {
  const isDone = ({ as_of, manifest_etag }: Delivery, run: PastRun) => {
    if (run.as_of !== as_of) return false;
    const isPublished = run.state === 'published' && run.manifest_etag === manifest_etag;
    return run.execution_id === selection.execution_id || (isPublished && !selection.again);
  };
  return deliveries.find(
    (delivery) =>
      delivery.manifest_etag !== null &&
      isSelected(delivery, selection) &&
      !pastRuns.some((run) => isDone(delivery, run)),
  );
}

/** Lists the selected as-of dates that have files but no manifest yet. */
export function listDaysWithoutManifest(
  deliveries: Delivery[],
  selection: Pick<DeliverySelection, 'from' | 'up_to'>,
): string[] {
  return deliveries
    .filter((delivery) => delivery.manifest_etag === null && isSelected(delivery, selection))
    .map(({ as_of }) => as_of);
}

const isSelected = ({ as_of }: Delivery, { from, up_to }: Pick<DeliverySelection, 'from' | 'up_to'>): boolean =>
  as_of >= (from ?? '') && as_of <= up_to;
