/** Builds the parameters that say who reads. Every statement that finds or lists stored predictions takes them. */
import type { Caller } from '../../http/operation.ts';

/** The parameters by which predictions.is_visible decides. What a caller may not read does not exist for them. */
export function toReader({ clientId, name, isPerson }: Caller) {
  return { reader_client_id: clientId, reader: name, reader_is_person: isPerson };
}
