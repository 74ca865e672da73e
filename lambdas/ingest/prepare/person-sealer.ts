/** Seals the personal data of one load row by row, and stores the persons' new keys in the key vault. */
import { v7 as uuidv7 } from 'uuid';
import { type LoadKey, type PersonKey, seal } from '../../shared/personal-data/sealing.ts';
import type { KeyVault } from './key-vault.ts';

/** DynamoDB accepts no longer key; the database rejects longer ids anyway. */
const MAX_ID_BYTES = 2048;

export class PersonSealer {
  readonly #vault: KeyVault;
  #loadKey: LoadKey | undefined;
  #newKeys: PersonKey[] = [];

  constructor(vault: KeyVault) {
    this.#vault = vault;
  }

  /**
   * Creates the load's key with one KMS call; a second call does nothing. Every attempt to prepare a file is a new
   * load, so that it overwrites no key of another attempt.
   */
  async createLoadKey(): Promise<void> {
    this.#loadKey ??= await this.#vault.createLoadKey(uuidv7());
  }

  /**
   * The sealed text of a row's values; empty when all are empty or the customer id is unusable. Needs the load's key.
   */
  seal(customerId: string, line: number, columns: readonly string[], values: readonly string[]): string {
    if (customerId === '' || Buffer.byteLength(customerId) > MAX_ID_BYTES) return '';
    if (values.every((value) => value === '')) return '';
    const { sealed, personKey } = seal(this.#loadKey as LoadKey, customerId, line, columns, values);
    this.#newKeys.push(personKey);
    return sealed;
  }

  /** Stores the keys created since the last call. Call it before the rows become visible. */
  async flush(): Promise<void> {
    const newKeys = this.#newKeys;
    if (newKeys.length === 0) return;
    this.#newKeys = [];
    await this.#vault.putPersonKeys(newKeys);
  }
}
