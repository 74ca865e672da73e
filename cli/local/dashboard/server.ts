/**
 * The web server of the local dashboard. It does what S3 and CloudFront do on AWS: serves the files of web/ by the rules
 * in web/hosting-rules.ts and forwards /v1/* to API Gateway, so that both have the same origin.
 */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { SSMClient } from '@aws-sdk/client-ssm';
import { buildWeb } from '../../../lib/build/web-bundle.ts';
import {
  contentSecurityPolicy,
  contestPagePolicy,
  type DashboardConfig,
  resolveFile,
  SECURITY_HEADERS,
} from '../../../web/hosting-rules.ts';
import { ParameterMissing, readStackParameters } from '../../aws/stack-parameters.ts';
import { createLoopbackServer } from '../guard/guarded-server.ts';
import { findTrainingRunsUrl } from '../mlflow.ts';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';
import { createSiteReader, type ReadSiteFile } from './site-files.ts';
import { ensureLocalUsers } from './users.ts';

export interface Dashboard {
  url: string;
  /** Closes the port. */
  stop(): Promise<void>;
}

/** What every request needs. */
interface Site {
  url: string;
  readFile: ReadSiteFile;
  readDeployment: () => Promise<Deployment>;
  /** Finds the page of the trainings in MLflow. */
  findMlflowUrl: () => Promise<string>;
  log: (line: string) => void;
}

/** Values that the deployed stacks publish as parameters. */
interface Deployment {
  apiUrl: URL;
  config: DashboardConfig;
}

/**
 * Builds the dashboard if it has changed, and serves it.
 * @throws {WebBundleFailed} when it does not compile; the system's error when the port is taken
 */
export async function startDashboard(settings: LocalSettings, log: (line: string) => void): Promise<Dashboard> {
  const { directory } = await buildWeb();
  const { dashboard: url } = settings.urls;
  const site: Site = {
    url,
    readFile: createSiteReader(directory),
    readDeployment: createDeploymentReader(settings),
    findMlflowUrl: () => findTrainingRunsUrl(settings),
    log,
  };
  const server = createLoopbackServer([url], (request, response) => void handleRequest(site, request, response));
  server.listen(settings.ports.dashboard, '127.0.0.1');
  await once(server, 'listening');
  return {
    url,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A function that reads the parameters on each call until the stacks are deployed and people can sign in, then keeps them. */
function createDeploymentReader(settings: LocalSettings): () => Promise<Deployment> {
  let pending: Promise<Deployment> | undefined;
  return async () => {
    const reading = pending ?? readDeployment(settings);
    pending = reading;
    try {
      return await reading;
    } catch (error) {
      if (pending === reading) pending = undefined; // the next request reads again
      throw error;
    }
  };
}

async function readDeployment(settings: LocalSettings): Promise<Deployment> {
  const ssm = new SSMClient(buildSdkConfiguration(settings));
  const parameter = await readStackParameters('local', ssm).finally(() => ssm.destroy());
  const config: DashboardConfig = {
    environment: 'local',
    client_id: parameter('dashboard/client-id'),
    issuer: `https://cognito-idp.${settings.region}.amazonaws.com/${parameter('api/user-pool-id')}`,
    authorize_url: parameter('api/authorize-url'),
    token_url: parameter('api/token-url'),
    revoke_url: parameter('api/token-url').replace(/\/token$/, '/revoke'),
    logout_url: parameter('api/authorize-url').replace(/\/oauth2\/authorize$/, '/logout'),
  };
  // A start renews the password, so a page that was served before would refuse it.
  await ensureLocalUsers(settings, parameter('api/user-pool-id'));
  return { apiUrl: new URL(parameter('api/url')), config };
}

async function handleRequest(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { pathname, search } = new URL(request.url ?? '/', site.url);
    if (pathname.startsWith('/v1/')) return await forwardToApi(site, request, response, pathname + search);
    // Cognito sends users back to `localhost` only, so a page at 127.0.0.1 could not finish a sign-in.
    if (request.headers.host?.startsWith('127.0.0.1:')) return redirect(response, site.url + pathname + search);
    await serveFile(site, resolveFile(pathname), request, response);
  } catch (error) {
    if (!(error instanceof ParameterMissing)) site.log(error instanceof Error ? `${error.stack}` : String(error));
    if (response.headersSent) response.destroy();
    else
      response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '2' }).end('The stacks are not up yet.\n');
  }
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(307, { location }).end();
}

async function serveFile(site: Site, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const { config, apiUrl } = await site.readDeployment();
  const headers = {
    ...SECURITY_HEADERS,
    'content-security-policy':
      path === '/contest.html'
        ? contestPagePolicy(apiUrl.origin)
        : contentSecurityPolicy(new URL(config.token_url).origin, apiUrl.origin),
  };
  if (path === '/config.json') {
    const document: DashboardConfig = { ...config, mlflow_url: await site.findMlflowUrl() };
    response.writeHead(200, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-cache' });
    response.end(JSON.stringify(document));
    return;
  }
  const file = await site.readFile(path);
  if (!file) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end('There is no such file.\n');
    return;
  }
  const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, { ...headers, ...file.headers, ...(acceptsGzip && { 'content-encoding': 'gzip' }) });
  response.end(request.method === 'HEAD' ? undefined : acceptsGzip ? file.gzipped : file.bytes);
}

/** Forwards like CloudFront: every method, every header except `host`, without a cache. */
async function forwardToApi(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { apiUrl } = await site.readDeployment();
  const target = new URL(apiUrl.href + path);
  const { host: _, ...headers } = request.headers;
  const apiRequest = sendRequest(target, { method: request.method, headers: { ...headers, host: target.host } });
  const apiResponded = once(apiRequest, 'response') as Promise<[IncomingMessage]>;
  await pipeline(request, apiRequest);
  const [apiResponse] = await apiResponded;
  response.writeHead(apiResponse.statusCode ?? 502, apiResponse.headers);
  await pipeline(apiResponse, response);
}
