/** Tells before anything starts that a port is taken, by whom it is wanted and how to choose another. */
import { createServer } from 'node:net';
import { CommandError } from '../../terminal/command-error.ts';
import { type LocalSettings, PORTS, type PortName } from './local-settings.ts';

/** Some other program listens on a port the local cloud needs. */
export class PortTaken extends CommandError {
  constructor(taken: { name: PortName; port: number }[]) {
    const clauses = taken.map(({ name, port }) => {
      const { wantedBy, variable } = PORTS[name];
      return `port ${port} for ${wantedBy} is taken by another program (set ${variable} to use another port)`;
    });
    super(clauses.join('; '));
  }
}

/**
 * Checks all ports of the local cloud.
 * @throws {PortTaken} naming every taken one
 */
export async function requireFreePorts(settings: LocalSettings): Promise<void> {
  const names = Object.keys(settings.ports) as PortName[];
  const free = await Promise.all(names.map((name) => isFree(settings.ports[name])));
  const taken = names.filter((_, index) => !free[index]);
  if (taken.length > 0) throw new PortTaken(taken.map((name) => ({ name, port: settings.ports[name] })));
}

/** Finds a TCP port on 127.0.0.1 that nothing listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
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
