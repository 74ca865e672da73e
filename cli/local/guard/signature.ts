/** Signs requests with the local cloud's access key, and checks signatures (AWS Signature Version 4). */
import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AccessKey } from '../settings/credentials.ts';

/** A request may be signed this long before or after its arrival, as on AWS. */
const MAX_CLOCK_SKEW_MILLISECONDS = 5 * 60_000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

/** Returns the reason why a request may not pass; undefined when the key has signed it. */
export type SignatureCheck = (request: IncomingMessage, body: Buffer) => Promise<string | undefined>;

/** Creates a check that signs each request again and compares the signatures. */
export function createSignatureCheck(key: AccessKey): SignatureCheck {
  const signers = new Map<string, SignatureV4>();
  return async (request, body) => {
    const [, id, day, region = '', service = '', names = '', signature = ''] =
      AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
    if (id === undefined) return 'it is not signed with the key of this state folder';
    if (id !== key.accessKeyId) return 'it is signed with another key';
    const signedAt = parseAmzDate(request.headers['x-amz-date']);
    if (!(Math.abs(signedAt.getTime() - Date.now()) <= MAX_CLOCK_SKEW_MILLISECONDS))
      return 'it was signed at another time';
    const signed = names.split(';');
    if (Object.keys(request.headers).some((name) => name.startsWith('x-amz-') && !signed.includes(name)))
      return 'its headers are not all signed';
    const headers = pickHeaders(request, signed);
    if (!headers.host || request.headers['x-amz-date']?.slice(0, 8) !== day) return 'it is not signed completely';
    const claimed = request.headers['x-amz-content-sha256'];
    if (claimed !== undefined && claimed !== createHash('sha256').update(body).digest('hex'))
      return 'its body was changed';
    const scope = `${region}/${service}`;
    const signer = signers.get(scope) ?? createSigner(key, region, service);
    if (signers.size < 100) signers.set(scope, signer);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
    const again = await signer.sign(
      {
        method: request.method ?? '',
        protocol: 'http:',
        hostname: '',
        headers,
        body,
        path: pathname,
        query: Object.fromEntries(searchParams),
      },
      { signingDate: signedAt, signableHeaders: new Set(Object.keys(headers)) },
    );
    const expected = again.headers.authorization?.slice(-64) ?? '';
    return timingSafeEqual(Buffer.from(expected), Buffer.from(signature)) ? undefined : 'its signature is wrong';
  };
}

export interface UnsignedRequest {
  /** Name of the AWS service, which the local AWS also routes by. */
  service: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Signs a request and sends it, for calls that no installed AWS client makes. */
export async function fetchSigned(url: string, request: UnsignedRequest, key: AccessKey): Promise<Response> {
  const { method, body } = request;
  return fetch(url, { method, headers: await signHeaders(url, request, key), body });
}

/** Returns the headers of a request with its signature, without Host, which a client sets itself. */
export async function signHeaders(
  url: string,
  request: UnsignedRequest,
  key: AccessKey,
): Promise<Record<string, string>> {
  const { service, method = 'GET', body } = request;
  const { host, pathname, searchParams } = new URL(url);
  const { headers } = await createSigner(key, 'eu-west-1', service).sign({
    method,
    protocol: 'http:',
    hostname: '',
    path: pathname,
    query: Object.fromEntries(searchParams),
    body,
    headers: { ...request.headers, host },
  });
  const { host: _, ...sent } = headers;
  return sent;
}

function createSigner(credentials: AccessKey, region: string, service: string): SignatureV4 {
  const uriEscapePath = service !== 's3';
  return new SignatureV4({ credentials, region, service, uriEscapePath, sha256: NodeHash, applyChecksum: false });
}

/** The hash of the signer's interface. */
class NodeHash {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function pickHeaders(request: IncomingMessage, names: string[]): Record<string, string> {
  const { headers } = request;
  return Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')]));
}

/** Parses `20261129T101500Z`; an invalid date when it has another form. */
function parseAmzDate(text: unknown): Date {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(text)) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
