/**
 * Seals the personal data of one file on its way into parts. The load's key is one KMS call, and only for a file with
 * personal columns; persons' keys are made here and stored before the rows that need them can be seen.
 */
import { v7 as uuidv7 } from 'uuid';
import { type LoadKey, type PersonKey, seal } from '../../shared/personal-data/sealing.ts';

/** Where keys come from and where they are kept. */
export interface KeyVault {
  createLoadKey(load: string): Promise<LoadKey>;
  putPersonKeys(keys: readonly PersonKey[]): Promise<void>;
}

/** What the database takes as an identifier is shorter; DynamoDB takes up to this as a key. */
const MAX_ID_BYTES = 2048;

export class PersonSealer {
  readonly #vault: KeyVault;
  #loadKey: LoadKey | undefined;
  #made: PersonKey[] = [];

  constructor(vault: KeyVault) {
    this.#vault = vault;
  }

  /** Makes the load's key, once. An attempt to prepare a file is a load: it overwrites no key of another attempt. */
  async createLoadKey(): Promise<void> {
    this.#loadKey ??= await this.#vault.createLoadKey(uuidv7());
  }

  get isLocked(): boolean {
    return this.#loadKey === undefined;
  }

  /** The sealed text of a row's values; empty when there are none, or no customer whose they could be. */
  seal(customerId: string, line: number, columns: readonly string[], values: readonly string[]): string {
    if (customerId === '' || Buffer.byteLength(customerId) > MAX_ID_BYTES) return '';
    if (values.every((value) => value === '')) return '';
    const { sealed, personKey } = seal(this.#loadKey as LoadKey, customerId, line, columns, values);
    this.#made.push(personKey);
    return sealed;
  }

  /** Stores the keys made since the last call. */
  async flush(): Promise<void> {
    const made = this.#made;
    if (made.length === 0) return;
    this.#made = [];
    await this.#vault.putPersonKeys(made);
  }
}
