/** A foreign web page, or a name that was rebound to this machine, calls every port. */
import { request as sendRequest } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { PORTS } from '../../../cli/local/settings/read-ports.ts';
import { type AttackedCloud, type Call, expectRefusal, SERVERS, send } from './attacked-cloud.ts';

export function describeForeignPages(getCloud: () => AttackedCloud): void {
  test('every HTTP port of the local cloud is attacked here', () => {
    expect([...SERVERS, 'postgres'].sort()).toEqual(Object.keys(PORTS).sort());
  });

  describe.each(SERVERS)('a foreign web page cannot use the port of %s', (name) => {
    const ask = (call: Call) => send(getCloud().settings.ports[name], call);
    const own = () => `127.0.0.1:${getCloud().settings.ports[name]}`;

    test('under a name that was rebound to this machine', async () => {
      for (const host of [
        'evil.example',
        `evil.example:${getCloud().settings.ports[name]}`,
        '127.0.0.1:1',
        `127.0.0.1.evil:80`,
      ]) {
        expectRefusal(await ask({ headers: { host } }), /Host/);
      }
    });

    test('from its own origin, from a file, or from another port', async () => {
      for (const origin of ['https://evil.example', 'null', 'http://localhost:1', `http://${own()}.evil.example`]) {
        expectRefusal(await ask({ headers: { host: own(), origin } }), /pages of/);
        expectRefusal(await ask({ method: 'OPTIONS', headers: { host: own(), origin } }), /pages of/);
      }
    });

    test('with a form or plain text, which a browser sends without asking first', async () => {
      const headers = { 'content-type': 'text/plain', host: own(), origin: 'https://evil.example' };
      expectRefusal(await ask({ method: 'POST', headers, body: '{}' }), /pages of/);
    });
  });

  test('the dashboard sends nobody to an address of a link', async () => {
    const { ports, urls } = getCloud().settings;
    const headers = { host: `127.0.0.1:${ports.dashboard}` };
    const response = await send(ports.dashboard, { path: '//x//evil.example/?a=1', headers });
    expect([response.status, response.headers.location]).toEqual([307, `${urls.dashboard}//evil.example/?a=1`]);
  });

  test.each(SERVERS)('%s survives a client that goes away and an address that is none', async (name) => {
    const headers = { host: `127.0.0.1:${getCloud().settings.ports[name]}`, 'content-type': 'application/json' };
    const leave = new Promise<void>((resolve) => {
      const options = { host: '127.0.0.1', port: getCloud().settings.ports[name], method: 'POST' };
      const request = sendRequest({ ...options, headers: { ...headers, 'content-length': '100' } });
      request.on('error', () => resolve());
      request.write('{', () => request.destroy(new Error('left')));
    });
    await leave;
    await send(getCloud().settings.ports[name], { path: '//', headers }).catch(() => {});
    expect((await send(getCloud().settings.ports[name], { headers })).status).toBeGreaterThan(199);
  });
}
