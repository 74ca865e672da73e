/**
 * Creates the HTTP servers of the local cloud, which refuse what foreign web pages and other users of the machine send.
 * guard.py does the same for MiniStack and MLflow; test/attacks/foreign-origins.test.ts holds both to the same rules.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { findForeignHeader } from '../../aws/loopback-request.ts';
import type { AccessKey } from '../settings/credentials.ts';
import { createSignatureCheck } from './signature.ts';

/** Above the limit of every service that is served here, so that each refuses large requests in its own words. */
const MAX_BODY_BYTES = 16 * 1024 ** 2;

/** Not a form or plain text, which a page may send to another origin without asking first. */
const JSON_CONTENT_TYPE = /^application\/(x-amz-json-1\.[01]|json)\s*(;|$)/i;

/** Handles a request whose signature is right. @param body the whole body, as the signature covers it */
type SignedRequestListener = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/**
 * Creates a server for this machine's programs and for pages of these origins; who calls must prove themselves to the
 * listener.
 */
export function createLoopbackServer(origins: readonly string[], listener: RequestListener): Server {
  return createServer((request, response) => {
    const reason = findForeignHeader(request, origins);
    if (reason) refuse(response, 403, reason);
    else void listener(request, response);
  });
}

/**
 * Creates a server of an AWS API: no page may call it, and every request must be signed with the key.
 * @param contentType what the protocol of the API sends
 */
export function createSignedServer(
  key: AccessKey,
  listener: SignedRequestListener,
  contentType = JSON_CONTENT_TYPE,
): Server {
  const checkSignature = createSignatureCheck(key);
  const admit = async (request: IncomingMessage, response: ServerResponse) => {
    if (!hasContentType(request, contentType))
      return refuse(response, 415, `the content type ${request.headers['content-type']} is not that of this API`);
    const body = await readBody(request);
    if (body === 'too large') return refuse(response, 413, `the request is larger than ${MAX_BODY_BYTES} bytes`);
    const reason = await checkSignature(request, body);
    if (reason) refuse(response, 403, reason);
    else listener(request, response, body);
  };
  return createLoopbackServer([], (request, response) => {
    // A client that goes away in the middle, or an address that is none.
    admit(request, response).catch(() => response.destroy());
  });
}

function hasContentType({ method, headers }: IncomingMessage, contentType: RegExp): boolean {
  const type = headers['content-type'];
  return type === undefined ? method === 'GET' || method === 'DELETE' : contentType.test(type);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  const headers = {
    'content-type': 'application/json',
    'x-amzn-errortype': 'AccessDeniedException',
    connection: 'close', // the rest of the request is not read
  };
  const message = `Refused by the guard of the local cloud: ${reason} (docs/local-cloud.md).`;
  response.writeHead(status, headers).end(JSON.stringify({ __type: 'AccessDeniedException', message }));
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return 'too large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
