/** Settings of the local cloud: ports that cannot be used, and state folders whose path is too long, are named at once. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { readLocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { PORTS, SIGN_IN_PORT } from '../../../cli/local/settings/read-ports.ts';
import { InvalidSetting } from '../../../cli/terminal/command-error.ts';
import { OWN_HOSTS } from '../../../cli/terminal/loopback-proxy.ts';

const VARIABLES = [...Object.values(PORTS), SIGN_IN_PORT].map(({ variable }) => variable);
const read = (environment: NodeJS.ProcessEnv, stateDirectory = '/tmp/state') =>
  readLocalSettings({ stateDirectory, environment });

test.each(VARIABLES)('%s that cannot be used is named in one line', (variable) => {
  for (const port of ['0', '65536', '-1', '6566', '6000', '1.5', '4.6e3', '0x11d6', 'http', '٤٥٦٦', String(2 ** 31)]) {
    expect(() => read({ [variable]: port })).toThrow(InvalidSetting);
    expect(() => read({ [variable]: port })).toThrow(variable);
    expect(() => read({ [variable]: port })).not.toThrow(/\n/);
  }
  for (const port of ['', '  ', ' 14000 ']) expect(() => read({ [variable]: port })).not.toThrow();
});

test('every two services that share a port are named, also where one is a default', () => {
  for (const variable of VARIABLES) {
    for (const other of VARIABLES.filter((name) => name !== variable)) {
      const shared = () => read({ [variable]: '14000', [other]: '14000' });
      expect(shared).toThrow(new RegExp(`${variable}.*14000`));
      expect(shared).toThrow(other);
    }
  }
  expect(() => read({ RISK_PORT_AWS: '4571' })).toThrow(/RISK_PORT_AWS and RISK_PORT_SIGN_IN are both 4571/);
});

test('fetch refuses every port that is blocked', async () => {
  for (const port of [6566, 6000, 6667, 10_080, 4045]) {
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ cause: { message: 'bad port' } });
  }
});

test('a state folder with a path too long for SQLite is refused', () => {
  expect(() => read({}, `/tmp/${'x'.repeat(450)}`)).toThrow(/may have 450 bytes, and has 455 .*--state/);
  expect(() => read({}, `/tmp/${'é'.repeat(230)}`)).toThrow(InvalidSetting);
  expect(() => read({}, `/tmp/${'x'.repeat(440)}`)).not.toThrow();
});

describe('a proxy of the environment', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => server.close());

  const CALL = `
    import { request } from 'node:http';
    import { bypassProxyForOwnHosts } from './cli/terminal/loopback-proxy.ts';
    if (process.env.BYPASS) bypassProxyForOwnHosts();
    const [url] = process.argv.slice(-1);
    const own = await fetch(url).then((response) => response.text(), (error) => error.cause.code);
    const foreign = await fetch('http://proxied.invalid/').then(String, (error) => error.cause.code);
    console.log(JSON.stringify({ own, foreign, excluded: process.env.no_proxy }));`;
  const call = async (environment: Record<string, string>, ...flags: string[]) => {
    const proxies = { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    const env = { PATH: process.env.PATH, ...proxies, ...environment };
    const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', CALL, url], { env });
    return JSON.parse(await text(child.stdout));
  };

  test.each([
    [{ NODE_USE_ENV_PROXY: '1', no_proxy: '' }, []],
    [{ NODE_USE_ENV_PROXY: '1', NO_PROXY: 'example.com' }, []],
    [{ NODE_OPTIONS: '--use-env-proxy' }, []],
    [{}, ['--use-env-proxy']],
  ])('gets no call of this machine, and all others: %j %j', async (environment, flags) => {
    expect(await call(environment, ...flags)).toMatchObject({ own: 'ECONNREFUSED' });
    const { own, foreign, excluded } = await call({ ...environment, BYPASS: '1' }, ...flags);
    expect([own, foreign]).toEqual(['reached', 'ECONNREFUSED']);
    expect(excluded).toContain(OWN_HOSTS);
  });

  test('stays what it is where it is not used', async () => {
    expect(await call({ BYPASS: '1' })).toMatchObject({ own: 'reached', foreign: 'ENOTFOUND' });
    expect(await call({ BYPASS: '1', no_proxy: '*', NODE_USE_ENV_PROXY: '1' })).toMatchObject({
      own: 'reached',
      excluded: '*',
    });
  });
});
