/** One person's sealed data: opened while its key is there, erased with its keys. */
import type { KeyObject } from 'node:crypto';
import { type PersonKey, parseSealedText, unseal } from './sealing.ts';

/** Where persons' keys are kept: outside the database and its backups. */
export interface PersonKeyStore {
  put(keys: readonly PersonKey[]): Promise<void>;
  get(customerId: string, keyId: string): Promise<PersonKey | undefined>;
  /** Deletes every key of a person; says how many there were. */
  erase(customerId: string): Promise<number>;
}

/** Opens a load's key: KMS, for those who may. */
export type DecryptLoadKey = (load: string, encrypted: Buffer) => Promise<KeyObject>;

/**
 * The values by column; undefined once the person is erased.
 * @throws {CannotOpen} when the text is damaged or another customer's
 */
export async function readPersonalData(
  keys: PersonKeyStore,
  openLoadKey: DecryptLoadKey,
  customerId: string,
  sealed: string,
): Promise<Record<string, string> | undefined> {
  const { key_id, load } = parseSealedText(sealed);
  const personKey = await keys.get(customerId, key_id);
  if (!personKey) return undefined;
  return unseal(customerId, sealed, personKey, await openLoadKey(load, personKey.load_key));
}

/**
 * Makes everything that was ever sealed for a person unreadable, in the database, its backups and every copy. Says how
 * many keys there were; done again, it is none. A later delivery of the person brings a new key.
 */
export function erasePerson(keys: PersonKeyStore, customerId: string): Promise<number> {
  return keys.erase(customerId);
}
