/**
 * The web dashboard of the local cloud: what S3 and CloudFront are on AWS. It serves the files of web/ by the very rules
 * that CloudFront is configured with, and forwards /v1/* to API Gateway, so that everything is one origin.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { SSMClient } from '@aws-sdk/client-ssm';
import { buildWeb } from '../../../lib/build/web-bundle.ts';
import { contentSecurityPolicy, type DashboardConfig, fileOf, SECURITY_HEADERS } from '../../../web/hosting-rules.ts';
import { ParameterMissing, readStackParameters } from '../../aws/stack-parameters.ts';
import { type LocalSettings, sdkConfiguration } from '../settings.ts';
import { createSiteReader, type SiteFile } from './site-files.ts';

export interface Dashboard {
  url: string;
  stop(): Promise<void>;
}

/** What a request needs: the files, and what the deployed stacks say. */
interface Site {
  file: (path: string) => Promise<SiteFile | undefined>;
  deployed: () => Promise<Deployed>;
  url: string;
  log: (line: string) => void;
}

interface Deployed {
  apiUrl: URL;
  config: DashboardConfig;
}

/**
 * Builds the dashboard where it has changed, and serves it.
 * @throws {WebBundleFailed} when it does not compile; else the system's error when the port is taken
 */
export async function startDashboard(settings: LocalSettings, log: (line: string) => void): Promise<Dashboard> {
  const { directory } = await buildWeb();
  const site: Site = {
    file: createSiteReader(directory),
    deployed: deployedReader(settings),
    url: settings.urls.dashboard,
    log,
  };
  const server = createServer((request, response) => void answer(site, request, response));
  server.listen(settings.ports.dashboard, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: settings.urls.dashboard,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Reads what is deployed until it is there, then once. */
function deployedReader(settings: LocalSettings): () => Promise<Deployed> {
  let known: Deployed | undefined;
  return async () => {
    if (known) return known;
    const ssm = new SSMClient(sdkConfiguration(settings));
    const parameter = await readStackParameters('local', ssm).finally(() => ssm.destroy());
    const apiUrl = new URL(parameter('api/url'));
    const config = {
      environment: 'local',
      client_id: parameter('dashboard/client-id'),
      authorize_url: parameter('api/authorize-url'),
      token_url: parameter('api/token-url'),
      logout_url: parameter('api/authorize-url').replace(/\/oauth2\/authorize$/, '/logout'),
    };
    known = { apiUrl, config };
    return known;
  };
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { pathname, search } = new URL(request.url ?? '/', site.url);
    if (pathname.startsWith('/v1/')) return await forward(site, request, response, pathname + search);
    // People are sent back after signing in to this name only.
    if (request.headers.host?.startsWith('127.0.0.1:')) return redirect(response, new URL(pathname + search, site.url));
    await serve(site, fileOf(pathname), request, response);
  } catch (error) {
    if (!(error instanceof ParameterMissing)) site.log(error instanceof Error ? `${error.stack}` : String(error));
    if (response.headersSent) response.destroy();
    else
      response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '2' }).end('The stacks are not up yet.\n');
  }
}

function redirect(response: ServerResponse, to: URL): void {
  response.writeHead(307, { location: to.href }).end();
}

async function serve(site: Site, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const { config } = await site.deployed();
  const headers = {
    ...SECURITY_HEADERS,
    'content-security-policy': contentSecurityPolicy(new URL(config.token_url).origin),
  };
  if (path === '/config.json') {
    response.writeHead(200, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-cache' });
    response.end(JSON.stringify(config));
    return;
  }
  const file = await site.file(path);
  if (!file) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end('There is no such file.\n');
    return;
  }
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, { ...headers, ...file.headers, ...(zipped && { 'content-encoding': 'gzip' }) });
  response.end(request.method === 'HEAD' ? undefined : zipped ? file.gzipped : file.bytes);
}

/** As CloudFront does: every method and header but the host, nothing cached. */
async function forward(site: Site, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const { apiUrl } = await site.deployed();
  const target = new URL(apiUrl.href + path);
  const { host: _, ...headers } = request.headers;
  const forwarded = send(target, { method: request.method, headers: { ...headers, host: target.host } });
  const answered = once(forwarded, 'response') as Promise<[IncomingMessage]>;
  await pipeline(request, forwarded);
  const [reply] = await answered;
  response.writeHead(reply.statusCode ?? 502, reply.headers);
  await pipeline(reply, response);
}
