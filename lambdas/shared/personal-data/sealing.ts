/**
 * Personal data, sealed: a person's values under a key of their own (AES-256-GCM), and that key under the key of the
 * load it came with. Whoever has the sealed text and the database has nothing; delete the person's keys and nobody has.
 *
 * Sealed text: `v1.<key_id>.<column+column>.<base64url of nonce, ciphertext and tag>`, without a character that CSV quotes.
 * Customer, key and columns are authenticated: moved to another customer or another column, a text does not open.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomFillSync } from 'node:crypto';
import { RiskError } from '../errors.ts';

/** The key of one load: made by KMS, held in memory while a file is prepared. */
export interface LoadKey {
  load: string;
  key: KeyObject;
  /** As KMS encrypted it. */
  encrypted: Buffer;
}

/** What is kept of a key: nothing that opens without KMS. */
export interface PersonKey {
  customer_id: string;
  /** `<load>/<line>`: of one row of one load, so that no attempt overwrites the key of another. */
  key_id: string;
  /** The person's key under the load's. */
  wrapped: Buffer;
  /** The load's key as KMS encrypted it. */
  load_key: Buffer;
}

/** A text does not open: it is damaged, or was sealed for another customer, other columns or with another key. */
export class CannotOpen extends RiskError {
  constructor(what: string, options?: ErrorOptions) {
    super(`${what} cannot be opened`, options);
  }
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED_TEXT = /^v1\.([0-9a-f-]{36}\/\d+)\.([a-z_]+(?:\+[a-z_]+)*)\.([\w-]+)$/;

/** Seals a person's values, one a column, under a new key. `line` is the row's in the load's file. */
export function seal(
  loadKey: LoadKey,
  customerId: string,
  line: number,
  columns: readonly string[],
  values: readonly string[],
): { sealed: string; personKey: PersonKey } {
  const key_id = `${loadKey.load}/${line}`;
  const keyMaterial = drawRandomBytes(KEY_BYTES);
  // A key object is made in a tenth of the time that a cipher takes to make one of a buffer.
  const key = createSecretKey(keyMaterial);
  const box = encrypt(key, Buffer.from(JSON.stringify(values)), buildDataContext(customerId, key_id, columns));
  const wrapped = encrypt(loadKey.key, keyMaterial, buildKeyContext(customerId, key_id));
  return {
    sealed: `v1.${key_id}.${columns.join('+')}.${box.toString('base64url')}`,
    personKey: { customer_id: customerId, key_id, wrapped, load_key: loadKey.encrypted },
  };
}

/**
 * Which key a sealed text needs, and of which load.
 * @throws {CannotOpen} when it is none
 */
export function parseSealedText(sealed: string): { key_id: string; load: string } {
  const [, key_id] = SEALED_TEXT.exec(sealed) ?? [];
  if (!key_id) throw new CannotOpen('what is no sealed text');
  return { key_id, load: key_id.slice(0, key_id.indexOf('/')) };
}

/**
 * The values by column.
 * @param loadKey the key of the load that the person's key is wrapped with
 * @throws {CannotOpen}
 */
export function unseal(
  customerId: string,
  sealed: string,
  personKey: PersonKey,
  loadKey: KeyObject,
): Record<string, string> {
  const [, key_id = '', names = '', box = ''] = SEALED_TEXT.exec(sealed) ?? [];
  const columns = names.split('+');
  const key = createSecretKey(
    decrypt('the key of a person', loadKey, personKey.wrapped, buildKeyContext(customerId, key_id)),
  );
  const data = decrypt(
    'personal data',
    key,
    Buffer.from(box, 'base64url'),
    buildDataContext(customerId, key_id, columns),
  );
  const values: string[] = JSON.parse(data.toString());
  return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
}

const buildDataContext = (customerId: string, keyId: string, columns: readonly string[]): Buffer =>
  Buffer.from(JSON.stringify(['personal-data', customerId, keyId, ...columns]));
const buildKeyContext = (customerId: string, keyId: string): Buffer =>
  Buffer.from(JSON.stringify(['person-key', customerId, keyId]));

const pool = Buffer.alloc(16 * 1024);
let poolUsed = pool.length;

/** Random bytes of which none is given twice: drawn by the thousand, for each call to the generator costs as much. */
function drawRandomBytes(bytes: number): Buffer {
  if (poolUsed + bytes > pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const drawn = Buffer.from(pool.subarray(poolUsed, poolUsed + bytes));
  pool.fill(0, poolUsed, poolUsed + bytes);
  poolUsed += bytes;
  return drawn;
}

function encrypt(key: KeyObject, plain: Buffer, context: Buffer): Buffer {
  const nonce = drawRandomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(context);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(what: string, key: KeyObject, box: Buffer, context: Buffer): Buffer {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(context);
    decipher.setAuthTag(box.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new CannotOpen(what, { cause });
  }
}
