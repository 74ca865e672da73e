/** Signs bundles with the key in KMS, whose private part never leaves it. */
import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { CommandError } from '../../terminal/command-error.ts';

/** KMS gave no signature or no key; nothing was written. */
export class SigningFailed extends CommandError {}

export interface BundleSigner {
  /** SPKI in DER. */
  publicKey: Uint8Array;
  /** Signs a document by its SHA-256. @returns r and s, in base64 */
  sign(document: Uint8Array): Promise<string>;
}

/**
 * Opens the signing key.
 * @throws {SigningFailed} when KMS refuses, or the key is no ECC_NIST_P256 key for signatures
 */
export async function openBundleSigner(keyId: string): Promise<BundleSigner> {
  const kms = new KMSClient({});
  const { PublicKey, KeySpec, KeyUsage } = await explain(() => kms.send(new GetPublicKeyCommand({ KeyId: keyId })));
  if (!PublicKey || KeySpec !== 'ECC_NIST_P256' || KeyUsage !== 'SIGN_VERIFY') {
    throw new SigningFailed(`the key ${keyId} signs no bundles: it is ${KeySpec} for ${KeyUsage}`);
  }
  return {
    publicKey: PublicKey,
    async sign(document) {
      const sha256 = createHash('sha256').update(document).digest();
      const command = new SignCommand({
        ...{ KeyId: keyId, Message: sha256, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' },
      });
      const { Signature } = await explain(() => kms.send(command));
      if (!Signature) throw new SigningFailed('KMS returned no signature');
      return Buffer.from(toFixedLength(Signature)).toString('base64');
    },
  };
}

async function explain<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    throw new SigningFailed(`KMS refused: ${(cause as Error).message}`, { cause });
  }
}

const SCALAR_BYTES = 32;

/**
 * Converts the DER of KMS, SEQUENCE { INTEGER r, INTEGER s }, to r and s of 32 bytes each, the form of WebCrypto. P-256's
 * lengths are below 128, so each is one byte.
 */
function toFixedLength(der: Uint8Array): Uint8Array {
  const fixed = new Uint8Array(2 * SCALAR_BYTES);
  let at = 2;
  for (let i = 1; i <= 2; i += 1) {
    const end = at + 2 + (der[at + 1] ?? 0);
    // DER puts a zero before a number whose first bit is set, and leaves leading zeros out.
    const number = der.subarray(at + 2, end).subarray(-SCALAR_BYTES);
    fixed.set(number, i * SCALAR_BYTES - number.length);
    at = end;
  }
  return fixed;
}
