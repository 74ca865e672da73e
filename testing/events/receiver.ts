/** A receiver of webhooks on this machine that answers as a test says, and keeps every request. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedEvent {
  headers: Record<string, string>;
  body: string;
  /** The receiver took it in, whatever it answered afterwards. */
  isProcessed: boolean;
}

/**
 * `ok`; `lost`: processed, and the response is lost; `reset`: the connection ends before; `hang`: no response; `redirect`;
 * or a status.
 */
export type Answer = 'ok' | 'lost' | 'reset' | 'hang' | 'redirect' | number;

export interface EventReceiver {
  url: string;
  received: ReceivedEvent[];
  /** How it answers from now on. */
  answer: () => Answer;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<EventReceiver> {
  const receiver: Omit<EventReceiver, 'url' | 'stop'> = { received: [], answer: () => 'ok' };
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => null);
    if (body === null) return;
    const answer = receiver.answer();
    const isProcessed = answer === 'ok' || answer === 'lost';
    receiver.received.push({ headers: request.headers as Record<string, string>, body, isProcessed });
    respond(answer, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}/events`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function respond(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  if (answer === 'hang') return;
  if (answer === 'lost' || answer === 'reset') {
    request.socket.destroy();
    return;
  }
  if (answer === 'redirect') response.setHeader('location', 'http://169.254.169.254/latest/meta-data/');
  response.statusCode = answer === 'redirect' ? 302 : answer === 'ok' ? 204 : answer;
  response.end();
}
