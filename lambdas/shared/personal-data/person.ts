/** Reads a person's sealed data, and erases it by deleting the person's keys. */
import type { KeyObject } from 'node:crypto';
import { type PersonKey, parseSealedText, unseal } from './sealing.ts';

/** The store of persons' keys, which is outside the database and its backups. */
export interface PersonKeyStore {
  put(keys: readonly PersonKey[]): Promise<void>;
  get(customerId: string, keyId: string): Promise<PersonKey | undefined>;
  /** Deletes every key of a person and returns their number. */
  erase(customerId: string): Promise<number>;
}

/** Decrypts the key of a load, with KMS for those who are permitted. */
export type DecryptLoadKey = (load: string, encrypted: Buffer) => Promise<KeyObject>;

/**
 * Reads the personal values by column. Returns undefined when the person is erased.
 * @throws {UnsealFailed} when the text is damaged or belongs to another customer
 */
export async function readPersonalData(
  keys: PersonKeyStore,
  decryptLoadKey: DecryptLoadKey,
  customerId: string,
  sealed: string,
): Promise<Record<string, string> | undefined> {
  const { key_id, load } = parseSealedText(sealed);
  const personKey = await keys.get(customerId, key_id);
  if (!personKey) return undefined;
  return unseal(customerId, sealed, personKey, await decryptLoadKey(load, personKey.load_key));
}

/**
 * Makes everything that was sealed for a person unreadable, in the database, its backups and every copy. A later
 * delivery of the person creates a new key.
 * @returns the number of deleted keys, 0 when the person was erased before
 */
export function erasePerson(keys: PersonKeyStore, customerId: string): Promise<number> {
  return keys.erase(customerId);
}
