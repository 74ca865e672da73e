/** Tells requests of this machine's own programs and pages from those of foreign web pages, by their headers. */
import type { IncomingMessage } from 'node:http';

/**
 * Finds what is foreign in a request to a server on a loopback address. A name that was rebound to this machine is in
 * `Host`; a web page cannot omit its own address from `Origin` when it sends data or would read the response.
 * @param origins pages that may call the server
 * @returns the reason for a refusal; undefined for a request that may pass
 */
export function findForeignHeader(request: IncomingMessage, origins: readonly string[] = []): string | undefined {
  const { host, origin } = request.headers;
  const port = request.socket.localPort;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)
    return `the Host ${host} is not this server's, 127.0.0.1:${port}`;
  if (origin !== undefined && !origins.includes(origin)) return `pages of ${origin} may not call this server`;
  return undefined;
}
