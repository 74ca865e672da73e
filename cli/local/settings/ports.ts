/** Checks that the ports of the local cloud are free before a service starts, and finds free ports for tests. */
import { createServer } from 'node:net';
import { CommandError } from '../../terminal/command-error.ts';
import type { LocalSettings } from './local-settings.ts';
import { PORTS, type PortName } from './read-ports.ts';

/** Another program listens on a port that the local cloud needs, or only root may listen there. */
export class PortTaken extends CommandError {
  constructor(ports: { name: PortName; port: number; obstacle: string }[]) {
    const clauses = ports.map(({ name, port, obstacle }) => {
      const { service, variable } = PORTS[name];
      return `port ${port} for ${service} ${obstacle} (set ${variable} to use another port)`;
    });
    super(ports.length > 2 ? describeManyTaken(ports) : clauses.join('; '));
  }
}

const describeManyTaken = (ports: { name: PortName; port: number }[]): string =>
  `${ports.length} ports are taken, as by a local cloud of another folder: end it, or give free ports to ` +
  ports.map(({ name, port }) => `${PORTS[name].variable} (now ${port})`).join(', ');

const OBSTACLES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may be used by root only',
};

/**
 * Checks all ports of the local cloud.
 * @throws {PortTaken} when a port is taken; names every such port
 */
export async function requireFreePorts(settings: LocalSettings): Promise<void> {
  const names = Object.keys(settings.ports) as PortName[];
  const checked = await Promise.all(
    names.map(async (name) => ({
      name,
      port: settings.ports[name],
      obstacle: await findObstacle(settings.ports[name]),
    })),
  );
  const taken = checked.flatMap(({ obstacle, ...port }) => (obstacle === undefined ? [] : [{ ...port, obstacle }]));
  if (taken.length > 0) throw new PortTaken(taken);
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

/** Why nothing can listen on the port; undefined when it is free. */
function findObstacle(port: number): Promise<string | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const obstacle = OBSTACLES[error.code ?? ''];
      if (obstacle) resolve(obstacle);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}
