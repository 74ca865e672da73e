/** Serves the built dashboard with answers of a test in place of the API, so that a page meets values no run makes. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createSiteReader } from '../../cli/local/dashboard/site-files.ts';
import { buildWeb } from '../../lib/build/web-bundle.ts';
import { contentSecurityPolicy, contestPagePolicy, resolveFile, SECURITY_HEADERS } from '../../web/hosting-rules.ts';
import { buildMe } from './me-answer.ts';

export interface ApiCall {
  method: string;
  /** Such as `/v1/runs`, decoded. */
  path: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
  /** The access token of the session; empty without one. */
  token: string;
}

type Reply = { status?: number; body: unknown } | undefined;

/** Undefined is a 404. */
export type Answer = (call: ApiCall) => Reply;

export interface DashboardService {
  url: string;
  stop(): void;
}

/** @param answer may ask a real API, which takes its time */
export async function startDashboardService(
  answer: (call: ApiCall) => Reply | Promise<Reply>,
): Promise<DashboardService> {
  const { directory } = await buildWeb();
  const readFile = createSiteReader(directory);
  const server = createServer((request, response) => handle(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (!pathname.startsWith('/v1/')) return serve(pathname, response);
    const call = {
      ...{ method: request.method ?? '', path: decodeURIComponent(pathname), query: Object.fromEntries(searchParams) },
      body: request.method === 'POST' ? await readBody(request) : {},
      token: request.headers.authorization?.replace(/^Bearer /, '') ?? '',
    };
    const { status = 200, body } = (await answer(call)) ??
      answerMe(call) ?? { status: 404, body: buildProblem(404, 'There is none.') };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async function serve(pathname: string, response: ServerResponse): Promise<void> {
    const path = resolveFile(pathname);
    const file = await readFile(path);
    const isContest = path === '/contest.html';
    const policy = {
      'content-security-policy': isContest ? contestPagePolicy("'self'") : contentSecurityPolicy("'self'", "'self'"),
    };
    response.writeHead(file ? 200 : 404, { ...SECURITY_HEADERS, ...policy, ...file?.headers }).end(file?.bytes);
  }

  return {
    url,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A call without a body has an empty one. */
async function readBody(request: IncomingMessage): Promise<ApiCall['body']> {
  const content = await text(request);
  return content === '' ? {} : JSON.parse(content);
}

/** Who is signed in has every role, unless the test says otherwise. */
const answerMe: Answer = ({ path }) => (path === '/v1/me' ? { body: buildMe() } : undefined);

export const buildProblem = (status: number, detail: string) => ({
  ...{ type: 'about:blank', title: 'x', status, detail, errors: [] },
});
