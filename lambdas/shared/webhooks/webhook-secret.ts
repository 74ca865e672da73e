/** Creates the secrets that sign webhooks, and encrypts them with KMS for one endpoint each. */
import { randomBytes } from 'node:crypto';
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';

/** The scheme allows 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** KMS decrypts a secret for its own endpoint only; lib/constructs/api/governance-function.ts permits no other purpose. */
const buildEncryptionContext = (endpoint_id: string) => ({ purpose: 'webhook', endpoint: endpoint_id });

/** A new secret in the form of the standardwebhooks scheme. */
export const createSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

export async function sealSecret(kms: KMSClient, keyId: string, endpoint_id: string, secret: string): Promise<string> {
  const command = new EncryptCommand({
    KeyId: keyId,
    Plaintext: Buffer.from(secret),
    EncryptionContext: buildEncryptionContext(endpoint_id),
  });
  const { CiphertextBlob } = await kms.send(command);
  return Buffer.from(CiphertextBlob as Uint8Array).toString('base64');
}

export async function openSecret(kms: KMSClient, keyId: string, endpoint_id: string, sealed: string): Promise<string> {
  const command = new DecryptCommand({
    KeyId: keyId,
    CiphertextBlob: Buffer.from(sealed, 'base64'),
    EncryptionContext: buildEncryptionContext(endpoint_id),
  });
  const { Plaintext } = await kms.send(command);
  return Buffer.from(Plaintext as Uint8Array).toString();
}
