/** One person's sealed data: opened while its key is there, erased with its keys. */
import type { KeyObject } from 'node:crypto';
import { keyOf, open, type PersonKey } from './sealing.ts';

/** Where persons' keys are kept: outside the database and its backups. */
export interface PersonKeys {
  put(keys: readonly PersonKey[]): Promise<void>;
  get(customerId: string, keyId: string): Promise<PersonKey | undefined>;
  /** Deletes every key of a person; says how many there were. */
  erase(customerId: string): Promise<number>;
}

/** Opens a load's key: KMS, for those who may. */
export type OpenLoadKey = (load: string, encrypted: Buffer) => Promise<KeyObject>;

/**
 * The values by column; undefined once the person is erased.
 * @throws {CannotOpen} when the text is damaged or another customer's
 */
export async function readPersonalData(
  keys: PersonKeys,
  openLoadKey: OpenLoadKey,
  customerId: string,
  sealed: string,
): Promise<Record<string, string> | undefined> {
  const { key_id, load } = keyOf(sealed);
  const personKey = await keys.get(customerId, key_id);
  if (!personKey) return undefined;
  return open(customerId, sealed, personKey, await openLoadKey(load, personKey.load_key));
}

/**
 * Makes everything that was ever sealed for a person unreadable, in the database, its backups and every copy. Says how
 * many keys there were; done again, it is none. A later delivery of the person brings a new key.
 */
export function erasePerson(keys: PersonKeys, customerId: string): Promise<number> {
  return keys.erase(customerId);
}
