/**
 * Verifies a bundle with WebCrypto, so that Node.js and browsers refuse the same bundles before anything is scored. The
 * public key comes with the program and never from the bundle.
 */
import { RiskError } from '../errors.ts';
import { BundleDocument } from './bundle-document.ts';

/** Why a bundle is refused. */
export type BundleFault =
  | 'bundle-unsigned'
  | 'bundle-other-key'
  | 'bundle-signature'
  | 'bundle-invalid'
  | 'bundle-not-yet-valid'
  | 'bundle-expired'
  | 'bundle-file-missing'
  | 'bundle-file-changed';

/** A bundle is not what the lender signed, or not any more; nothing is scored with it. */
export class BundleRefused extends RiskError {
  readonly fault: BundleFault;

  constructor(fault: BundleFault, problem: string, options?: ErrorOptions) {
    super(`${fault}: ${problem}`, options);
    this.fault = fault;
  }
}

/** The bytes of `bundle.json` and the text of its signature. */
export interface SignedDocument {
  bytes: Uint8Array;
  /** Undefined where the bundle has none. */
  signature: string | undefined;
}

export interface VerifiedDocument {
  document: BundleDocument;
  /** SHA-256 of `bundle.json`, which names the bundle. */
  sha256: string;
}

/** Reads a file of the bundle; undefined where it has none of this name. */
export type ReadBundleFile = (name: string) => Promise<Uint8Array | undefined>;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
/** r and s of 32 bytes each, in base64. */
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;
/** A device's clock may be this slow. */
const CLOCK_TOLERANCE_MILLISECONDS = 86_400_000;

/** SHA-256, hex. */
async function computeSha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', toBuffer(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Verifies signature and content of `bundle.json`, whenever it expires.
 * @param publicKey the key of the lender, SPKI in DER
 * @throws {BundleRefused} when it is unsigned, signed with another key, altered, or no document of a bundle
 */
export async function verifyDocument(
  { bytes, signature }: SignedDocument,
  publicKey: Uint8Array,
): Promise<VerifiedDocument> {
  const text = signature?.trim() ?? '';
  if (!SIGNATURE.test(text)) throw new BundleRefused('bundle-unsigned', 'bundle.json has no signature');
  const key = await crypto.subtle.importKey('spki', toBuffer(publicKey), ALGORITHM, false, ['verify']);
  const raw = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const isSigned = await crypto.subtle.verify({ ...ALGORITHM, hash: 'SHA-256' }, key, raw, toBuffer(bytes));
  const claimed = parseJson(bytes);
  if (!isSigned) throw await explainSignature(claimed, publicKey);
  const { data, error } = BundleDocument.safeParse(claimed);
  if (!data) {
    const [issue] = error.issues;
    throw new BundleRefused('bundle-invalid', `bundle.json is none of this release: ${issue?.message}`);
  }
  return { document: data, sha256: await computeSha256(bytes) };
}

/**
 * Refuses a bundle outside of its time.
 * @throws {BundleRefused} when it has expired, or the clock is before its time
 */
export function checkTime({ created_at, expires_at }: BundleDocument, now: Date): void {
  if (now.getTime() >= Date.parse(expires_at)) {
    throw new BundleRefused('bundle-expired', `the bundle was valid until ${expires_at}; ask for a newer one`);
  }
  if (now.getTime() < Date.parse(created_at) - CLOCK_TOLERANCE_MILLISECONDS) {
    throw new BundleRefused('bundle-not-yet-valid', `the bundle is from ${created_at}; check the clock of the device`);
  }
}

/**
 * Reads every file that the document lists, and compares size and hash.
 * @returns the files by name
 * @throws {BundleRefused} when one is missing or is not the signed one
 */
export async function readVerifiedFiles(
  { files }: BundleDocument,
  read: ReadBundleFile,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = Object.entries(files).map(async ([name, listed]): Promise<[string, Uint8Array]> => {
    const bytes = await read(name);
    if (!bytes) throw new BundleRefused('bundle-file-missing', `the bundle has no ${name}`);
    const isSigned = bytes.length === listed.size_bytes && (await computeSha256(bytes)) === listed.sha256;
    if (!isSigned) throw new BundleRefused('bundle-file-changed', `${name} is not the file that was signed`);
    return [name, bytes];
  });
  return new Map(await Promise.all(entries));
}

/** Another key is named, so that people know which of both programs is outdated. */
async function explainSignature(claimed: unknown, publicKey: Uint8Array): Promise<BundleRefused> {
  const named = typeof claimed === 'object' && claimed !== null && 'key_id' in claimed ? claimed.key_id : undefined;
  const pinned = await computeSha256(publicKey);
  if (typeof named === 'string' && named !== pinned) {
    return new BundleRefused('bundle-other-key', `this program expects the key ${pinned.slice(0, 16)}`);
  }
  return new BundleRefused('bundle-signature', 'bundle.json is not what the key of the lender signed');
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** WebCrypto takes no view of shared memory; a copy also keeps later changes out. */
const toBuffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
