/** Reads the public key of bundles from KMS, once for each process: it never changes. */
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { requireEnv } from '../env.ts';

/** Creates a reader of the key that BUNDLE_KEY_ARN names, SPKI in DER. A failed read is repeated at the next call. */
export function createBundleKeyReader(): () => Promise<Uint8Array> {
  let key: Promise<Uint8Array> | undefined;
  return () => {
    key ??= readKey();
    key.catch(() => {
      key = undefined;
    });
    return key;
  };
}

async function readKey(): Promise<Uint8Array> {
  const { PublicKey } = await new KMSClient({}).send(new GetPublicKeyCommand({ KeyId: requireEnv('BUNDLE_KEY_ARN') }));
  if (!PublicKey) throw new Error('KMS returned no public key');
  return PublicKey;
}
