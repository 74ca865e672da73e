/** Lists the versions of a place that are searched for a person. */
import type { ObjectPlace } from '../places.ts';
import type { ObjectVersion, VersionStore } from './object-versions.ts';

/** Workflows that write plans and policies beside the rows: they name columns, versions and counts. */
const WITH_OWN_DOCUMENTS = ['scoring/', 'features/', 'training/', 'batches/'];

const isOwnDocument = ({ key }: ObjectVersion, { bucket, prefix }: ObjectPlace): boolean =>
  bucket === 'work' && WITH_OWN_DOCUMENTS.includes(prefix) && (key.endsWith('.json') || key.endsWith('/id-secret'));

export async function* listSearched(
  store: VersionStore,
  bucket: string,
  place: ObjectPlace,
): AsyncGenerator<ObjectVersion> {
  for await (const version of store.list(bucket, place.prefix)) {
    if (!isOwnDocument(version, place)) yield version;
  }
}
