/**
 * Posts an event to an address that a lender chose: to public addresses only, without following redirects, within a time
 * and without reading more of the response than a little.
 */
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent, request } from 'node:https';
import type { LookupFunction } from 'node:net';
import {
  createPublicLookup,
  isPublicAddress,
  PrivateAddress,
  readLiteralAddress,
} from '../../shared/webhooks/public-address.ts';
import { type AddressRules, findUrlFault } from '../../shared/webhooks/webhook-url.ts';
import { type Outcome, toFailure } from './outgoing-event.ts';

const TIMEOUT_MS = 10_000;
/** A response counts by its status; its body is read so far only that the connection can be used again. */
const RESPONSE_BYTES = 16 * 1024;
const CONNECTIONS = 20;

/** Errors of Node.js by the word that people see; any other is connection-failed. */
const FAILURES: Record<string, string> = {
  ABORT_ERR: 'timeout',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-reset',
  HPE_HEADER_OVERFLOW: 'invalid-response',
};

export interface Poster {
  post(url: string, headers: Record<string, string>, body: string): Promise<Outcome>;
  close(): void;
}

export interface PosterOptions extends AddressRules {
  lookup?: LookupFunction;
  timeout_ms?: number;
  /** Certificate of the receiver's authority, for tests. */
  ca?: string;
}

/** Creates a poster with connections of its own, which `close` ends. */
export function createPoster({ allowsPrivate, lookup, timeout_ms = TIMEOUT_MS, ca }: PosterOptions): Poster {
  const options = { keepAlive: true, maxSockets: CONNECTIONS };
  const agents = { 'https:': new Agent({ ...options, ca }), 'http:': new HttpAgent(options) };
  const checkedLookup = lookup ?? (allowsPrivate ? undefined : createPublicLookup());
  return {
    post: (text, headers, body) => {
      // A row can be older than a rule, and a literal address is connected to without a lookup.
      if (findUrlFault(text, { allowsPrivate }) !== null) return Promise.resolve(toFailure('address-refused'));
      const url = new URL(text);
      const address = readLiteralAddress(url);
      if (!allowsPrivate && address !== null && !isPublicAddress(address)) {
        return Promise.resolve(toFailure('private-address'));
      }
      const isSecure = url.protocol === 'https:';
      return sendRequest(isSecure ? request : requestHttp, url, {
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        body,
        agent: isSecure ? agents['https:'] : agents['http:'],
        lookup: checkedLookup,
        signal: AbortSignal.timeout(timeout_ms),
      });
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

interface PostRequest {
  headers: Record<string, string | number>;
  body: string;
  agent: HttpAgent;
  lookup: LookupFunction | undefined;
  /** Ends the whole exchange, so that a response in drops does not hold it. */
  signal: AbortSignal;
}

function sendRequest(open: typeof requestHttp, url: URL, { body, ...options }: PostRequest): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers = { ...options.headers, 'user-agent': 'financial-risk-events/1', accept: '*/*' };
    const outgoing = open(url, { ...options, headers, method: 'POST' }, (response) => {
      resolve(toOutcome(response.statusCode ?? 0));
      let bytes = 0;
      response.on('error', () => {});
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > RESPONSE_BYTES) outgoing.destroy();
      });
    });
    // After the response this changes nothing: a promise resolves once.
    outgoing.on('error', (error) => resolve(toFailure(describeFailure(error))));
    outgoing.end(body);
  });
}

function toOutcome(status: number): Outcome {
  if (status >= 200 && status < 300) return { is_sent: true, status, error: null };
  const isRedirect = status >= 300 && status < 400;
  return toFailure(isRedirect ? 'redirect' : `status-${status}`, status);
}

function describeFailure(error: NodeJS.ErrnoException): string {
  if (error instanceof PrivateAddress) return 'private-address';
  const code = error.code ?? '';
  if (FAILURES[code]) return FAILURES[code];
  if (/^(CERT|ERR_TLS|DEPTH|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO)/.test(code)) return 'certificate';
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'timeout' : 'connection-failed';
}
