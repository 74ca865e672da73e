/**
 * Seals and unseals personal data. A person's values are encrypted under a key of the person (AES-256-GCM), and that key
 * is encrypted under the key of the load. Without the person's key, sealed text and database reveal nothing.
 *
 * Sealed text: `v1.<key_id>.<column+column>.<base64url of nonce, ciphertext and tag>`, without characters that CSV quotes.
 * Customer, key and columns are authenticated, so a text cannot be moved to another customer or column.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomFillSync } from 'node:crypto';
import { RiskError } from '../errors.ts';

/** The key of one load, created by KMS and kept in memory while a file is prepared. */
export interface LoadKey {
  load: string;
  key: KeyObject;
  /** The key as encrypted by KMS. */
  encrypted: Buffer;
}

/** The stored form of a person's key, which only KMS can decrypt. */
export interface PersonKey {
  customer_id: string;
  /** `<load>/<line>`: one key per row of a load, so that no attempt overwrites the key of another. */
  key_id: string;
  /** The person's key, encrypted under the load's key. */
  wrapped: Buffer;
  /** The load's key as encrypted by KMS. */
  load_key: Buffer;
}

/** A text cannot be unsealed: it is damaged, or was sealed for another customer, other columns or with another key. */
export class UnsealFailed extends RiskError {
  constructor(what: string, options?: ErrorOptions) {
    super(`${what} cannot be opened`, options);
  }
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED_TEXT = /^v1\.([0-9a-f-]{36}\/\d+)\.([a-z_]+(?:\+[a-z_]+)*)\.([\w-]+)$/;

/**
 * Seals a person's values under a new key.
 * @param line line of the row in the load's file
 * @param values one per column
 */
export function seal(
  loadKey: LoadKey,
  customerId: string,
  line: number,
  columns: readonly string[],
  values: readonly string[],
): { sealed: string; personKey: PersonKey } {
  const key_id = `${loadKey.load}/${line}`;
  const keyMaterial = drawRandomBytes(KEY_BYTES);
  // Creating a key object takes a tenth of the time that a cipher needs to create one from a buffer.
  const key = createSecretKey(keyMaterial);
  const box = encrypt(key, Buffer.from(JSON.stringify(values)), buildDataContext(customerId, key_id, columns));
  const wrapped = encrypt(loadKey.key, keyMaterial, buildKeyContext(customerId, key_id));
  return {
    sealed: `v1.${key_id}.${columns.join('+')}.${box.toString('base64url')}`,
    personKey: { customer_id: customerId, key_id, wrapped, load_key: loadKey.encrypted },
  };
}

/**
 * Parses which key a sealed text needs, and of which load.
 * @throws {UnsealFailed} when the text is not sealed text
 */
export function parseSealedText(sealed: string): { key_id: string; load: string } {
  const [, key_id] = SEALED_TEXT.exec(sealed) ?? [];
  if (!key_id) throw new UnsealFailed('what is no sealed text');
  return { key_id, load: key_id.slice(0, key_id.indexOf('/')) };
}

/**
 * Unseals the values by column.
 * @param loadKey the key of the load, under which the person's key is encrypted
 * @throws {UnsealFailed} when the text is damaged or was sealed for another customer, other columns or with another key
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
let usedBytes = pool.length;

/** Draws random bytes from a pool, because each call of the system's generator costs as much as thousands of bytes. */
function drawRandomBytes(bytes: number): Buffer {
  if (usedBytes + bytes > pool.length) {
    randomFillSync(pool);
    usedBytes = 0;
  }
  const random = Buffer.from(pool.subarray(usedBytes, usedBytes + bytes));
  pool.fill(0, usedBytes, usedBytes + bytes);
  usedBytes += bytes;
  return random;
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
    throw new UnsealFailed(what, { cause });
  }
}
