/** Checks that the ports of the local cloud are free before a service starts, and finds free ports for tests. */
import { createServer } from 'node:net';
import { CommandError } from '../../terminal/command-error.ts';
import { type LocalSettings, PORTS, type PortName } from './local-settings.ts';

/** Another program listens on a port that the local cloud needs. */
export class PortTaken extends CommandError {
  constructor(ports: { name: PortName; port: number }[]) {
    const clauses = ports.map(({ name, port }) => {
      const { service, variable } = PORTS[name];
      return `port ${port} for ${service} is taken by another program (set ${variable} to use another port)`;
    });
    super(clauses.join('; '));
  }
}

/**
 * Checks all ports of the local cloud.
 * @throws {PortTaken} when a port is taken; names every such port
 */
export async function requireFreePorts(settings: LocalSettings): Promise<void> {
  const names = Object.keys(settings.ports) as PortName[];
  const areFree = await Promise.all(names.map((name) => isFree(settings.ports[name])));
  const takenNames = names.filter((_, index) => !areFree[index]);
  if (takenNames.length > 0) throw new PortTaken(takenNames.map((name) => ({ name, port: settings.ports[name] })));
}

/** Finds a TCP port on 127.0.0.1 that nothing listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return address.port;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
