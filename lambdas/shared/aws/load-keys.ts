/** Creates and decrypts the encryption keys of loads with KMS. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { LoadKey } from '../personal-data/sealing.ts';

/** KMS binds the context to the encrypted key and CloudTrail logs it. lib/stacks/etl-stack.ts permits no other purpose. */
const buildEncryptionContext = (load: string) => ({ purpose: 'personal-data', load });

/** Creates a key of 256 bits for a load. A load makes this one KMS call. */
export async function createLoadKey(kms: KMSClient, keyId: string, load: string): Promise<LoadKey> {
  const command = new GenerateDataKeyCommand({
    KeyId: keyId,
    KeySpec: 'AES_256',
    EncryptionContext: buildEncryptionContext(load),
  });
  const { Plaintext, CiphertextBlob } = await kms.send(command);
  return { load, key: createSecretKey(Plaintext as Uint8Array), encrypted: Buffer.from(CiphertextBlob as Uint8Array) };
}

/** Decrypts the key of a load. `encrypted` comes from `createLoadKey`. */
export async function decryptLoadKey(
  kms: KMSClient,
  keyId: string,
  load: string,
  encrypted: Buffer,
): Promise<KeyObject> {
  const command = new DecryptCommand({
    KeyId: keyId,
    CiphertextBlob: encrypted,
    EncryptionContext: buildEncryptionContext(load),
  });
  const { Plaintext } = await kms.send(command);
  return createSecretKey(Plaintext as Uint8Array);
}
