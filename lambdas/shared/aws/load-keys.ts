/** The keys of loads, by KMS: one call makes a load's key, whoever may decrypt opens it again. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { LoadKey } from '../personal-data/sealing.ts';

/** Bound to the encrypted key, and named in CloudTrail; lib/stacks/etl-stack.ts lets a load be sealed with no other purpose. */
const buildEncryptionContext = (load: string) => ({ purpose: 'personal-data', load });

/** A new key of 256 bits: the one call of a load. */
export async function createLoadKey(kms: KMSClient, keyId: string, load: string): Promise<LoadKey> {
  const command = new GenerateDataKeyCommand({
    KeyId: keyId,
    KeySpec: 'AES_256',
    EncryptionContext: buildEncryptionContext(load),
  });
  const { Plaintext, CiphertextBlob } = await kms.send(command);
  return { load, key: createSecretKey(Plaintext as Uint8Array), encrypted: Buffer.from(CiphertextBlob as Uint8Array) };
}

/** The key of a load, from what `createLoadKey` gave as encrypted. */
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
