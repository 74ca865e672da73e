/** What an answer of a receiver counts as, and what a hostile one gains: nothing. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { createPoster, type PosterOptions } from '../../../lambdas/events/sending/post-event.ts';
import { createPublicLookup } from '../../../lambdas/shared/webhooks/public-address.ts';

let requests = 0;
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1;
    const path = request.url ?? '';
    if (path === '/hang') return;
    if (path === '/drops') {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
      return;
    }
    if (path === '/flood') {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
      return;
    }
    if (path === '/redirect') response.setHeader('location', `http://127.0.0.1:${port}/200`);
    const status = path === '/redirect' ? 307 : Number(path.slice(1));
    response.writeHead(status).end('secret words of the receiver');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function post(url: string, options: Partial<PosterOptions> = {}) {
  const poster = createPoster({ allowsPrivate: true, timeout_ms: 5000, ...options });
  try {
    return await poster.post(url, { 'webhook-id': '1' }, '{}');
  } finally {
    poster.close();
  }
}

test.each([
  ['200', { is_sent: true, status: 200, error: null }],
  ['204', { is_sent: true, status: 204, error: null }],
  ['302', { is_sent: false, status: 302, error: 'redirect' }],
  ['400', { is_sent: false, status: 400, error: 'status-400' }],
  ['410', { is_sent: false, status: 410, error: 'status-410' }],
  ['500', { is_sent: false, status: 500, error: 'status-500' }],
  // The status is there: what follows is not waited for.
  ['drops', { is_sent: true, status: 200, error: null }],
  ['flood', { is_sent: true, status: 200, error: null }],
])('an answer %s', async (path, outcome) => {
  expect(await post(`http://127.0.0.1:${port}/${path}`)).toEqual(outcome);
});

test('a receiver that hangs is given up', async () => {
  const outcome = await post(`http://127.0.0.1:${port}/hang`, { timeout_ms: 200 });
  expect(outcome).toEqual({ is_sent: false, status: null, error: 'timeout' });
});

test('a redirect is not followed', async () => {
  const before = requests;
  expect(await post(`http://127.0.0.1:${port}/redirect`)).toEqual({ is_sent: false, status: 307, error: 'redirect' });
  expect(requests - before).toBe(1);
});

test('an address that is not public gets no connection, as a literal, by a name, or behind another port', async () => {
  const before = requests;
  const strict = { allowsPrivate: false };
  const refused = { is_sent: false, status: null, error: 'address-refused' };
  for (const url of [`http://127.0.0.1:${port}/200`, `https://127.0.0.1:${port}/`, `https://[::1]:${port}/`]) {
    expect(await post(url, strict)).toEqual(refused);
  }
  const lookup = createPublicLookup((_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]));
  expect(await post(`https://lender.example:${port}/200`, { ...strict, lookup })).toEqual({
    ...{ is_sent: false, status: null, error: 'private-address' },
  });
  expect(requests).toBe(before);
});

test('what is no HTTP, no TLS or nobody is named', async () => {
  const odd = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.end('SSH-2.0-OpenSSH\r\n', () => socket.destroy());
  });
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
  const oddPort = (odd.address() as AddressInfo).port;
  expect((await post(`http://127.0.0.1:${oddPort}/`)).error).toMatch(
    /^(connection-failed|connection-reset|invalid-response)$/,
  );
  expect((await post(`https://127.0.0.1:${oddPort}/`)).error).toMatch(/^(certificate|connection-\w+)$/);
  await new Promise((resolve) => odd.close(resolve));
  expect((await post(`http://127.0.0.1:${oddPort}/`)).error).toBe('connection-refused');
  expect((await post('https://nobody.invalid/')).error).toBe('unknown-host');
});
