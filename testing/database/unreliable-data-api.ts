/** Starts a proxy in front of the Data API that fails calls by plan, to test retries through the real AWS client. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fetchSigned } from '../../cli/local/guard/signature.ts';
import { TEST_CREDENTIALS } from '../aws/test-credentials.ts';

/**
 * How one call fails: with an exception of the service (name and HTTP status), with a connection that breaks before
 * (`request lost`) or after (`answer lost`) the database has done the work, or without any response (`silence`).
 */
export type CallFailure = { exception: string; status: number } | 'request lost' | 'answer lost' | 'silence';

export const RESUMING: CallFailure = { exception: 'DatabaseResumingException', status: 400 };
export const THROTTLED: CallFailure = { exception: 'ThrottlingException', status: 429 };
export const BROKEN: CallFailure = { exception: 'InternalServerErrorException', status: 500 };

/** Returns the failure of a call by its number since the last `fail`, from 1, and its statement; undefined for none. */
export type FailurePlan = (call: number, sql: string) => CallFailure | undefined;

export interface UnreliableDataApi {
  url: string;
  /** Makes calls fail by this plan from now on. Without a plan they pass. */
  fail(plan?: FailurePlan): void;
  /** Calls since the last `fail`. */
  readonly calls: number;
  stop(): Promise<void>;
}

/**
 * Starts the proxy.
 * @param target address of the working Data API
 */
export async function startUnreliableDataApi(target: string): Promise<UnreliableDataApi> {
  let [plan, calls]: [FailurePlan | undefined, number] = [undefined, 0];
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    calls += 1;
    const fault = plan?.(calls, String(JSON.parse(body.toString()).sql ?? ''));
    if (fault === 'silence') return;
    if (fault === 'request lost') return request.socket.destroy();
    if (typeof fault === 'object') {
      response.writeHead(fault.status, { 'x-amzn-errortype': fault.exception, 'content-type': 'application/json' });
      return response.end(JSON.stringify({ message: `${fault.exception}: select from a_table` }));
    }
    const headers = { 'content-type': 'application/json' };
    const signed = { service: 'rds-data', method: 'POST', headers, body: body.toString() };
    const answer = await fetchSigned(`${target}${request.url}`, signed, TEST_CREDENTIALS);
    if (fault === 'answer lost') return request.socket.destroy();
    const type = answer.headers.get('x-amzn-errortype');
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(type && { 'x-amzn-errortype': type }),
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => void respond(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail(next) {
      [plan, calls] = [next, 0];
    },
    get calls() {
      return calls;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
