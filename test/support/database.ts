/** A fresh real PostgreSQL for a test file: its own folder and port, gone after `stop()`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removePostgres, startPostgres } from '../../local/postgres.ts';
import { freePort } from './ports.ts';

export interface TestDatabase {
  /** Superuser's address of the empty database `risk`. */
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** Starts it in about two seconds; call once a file, in `beforeAll`. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-test-'));
  const dataDirectory = join(folder, 'postgres');
  const postgres = await startPostgres({ dataDirectory, port: await freePort(), durable: false });
  return {
    url: postgres.url,
    port: postgres.port,
    async stop() {
      await postgres.stop();
      await removePostgres(dataDirectory);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
