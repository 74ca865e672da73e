/** Sessions of PostgreSQL, pooled by role and database, each handed out clean. */
import pg, { type Pool, type PoolClient } from 'pg';
import { DataApiException, toDataApiException } from './exceptions.ts';
import { ensureMasterUser } from './master-user.ts';

const SESSIONS_PER_ROLE = 16;
const IDLE_MILLISECONDS = 10_000;
const WAIT_MILLISECONDS = 45_000;

export interface Credentials {
  username: string;
  password: string;
}

/** A session that is ours until it is released. */
export interface CheckedOutConnection {
  client: PoolClient;
  /** Whether `cancel` was called: a late signal could still hit its next statement, so it must not be used again. */
  readonly cancelled: boolean;
  /** Ends the statement that the session is running. */
  cancel(): Promise<void>;
  /** Gives it back without whatever the caller left in it. */
  release(): Promise<void>;
  /** Closes it, which rolls back what is open. */
  close(): void;
}

export class ConnectionPools {
  readonly #address: URL;
  readonly #master: string | undefined;
  readonly #pools = new Map<string, Promise<Pool>>();
  readonly #leased = new Set<CheckedOutConnection>();

  /**
   * @param url superuser's address of the default database
   * @param master user whose secret holds the cluster's master password
   */
  constructor(url: string, master: string | undefined) {
    this.#address = new URL(url);
    this.#master = master;
  }

  /**
   * A session of this role.
   * @throws {DataApiException} when the role cannot log in, the database does not exist or no session is free
   */
  async checkOut(credentials: Credentials, database: string | undefined): Promise<CheckedOutConnection> {
    try {
      const pool = await this.#pool(credentials, database ?? this.#address.pathname.slice(1));
      const client = await pool.connect();
      return this.#lease(client);
    } catch (error) {
      throw toDataApiException(error);
    }
  }

  /** Ends what is running and closes every session. */
  async stop(): Promise<void> {
    await Promise.allSettled([...this.#leased].map((lease) => lease.cancel()));
    const pools = await Promise.all(this.#pools.values());
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.end()));
  }

  #pool({ username, password }: Credentials, database: string): Promise<Pool> {
    const key = JSON.stringify([username, password, database]);
    const known = this.#pools.get(key);
    if (known) return known;
    const made = this.#open({ username, password }, database);
    this.#pools.set(key, made);
    made.catch(() => this.#pools.delete(key));
    return made;
  }

  async #open({ username, password }: Credentials, database: string): Promise<Pool> {
    if (username === this.#master) await this.#asSuperuser((client) => ensureMasterUser(client, username, password));
    const pool = new pg.Pool({
      host: this.#address.hostname,
      port: Number(this.#address.port),
      user: username,
      password,
      database,
      max: SESSIONS_PER_ROLE,
      idleTimeoutMillis: IDLE_MILLISECONDS,
      connectionTimeoutMillis: WAIT_MILLISECONDS,
      application_name: 'rds-data-api',
      options: '-c TimeZone=UTC',
    });
    pool.on('error', () => {}); // an idle session that the server closed: the pool has dropped it already
    return pool;
  }

  #lease(client: PoolClient): CheckedOutConnection {
    let cancelled = false;
    client.on('error', ignoreLoss);
    const give = (close: boolean) => {
      this.#leased.delete(lease);
      client.off('error', ignoreLoss);
      client.release(close);
    };
    const lease: CheckedOutConnection = {
      client,
      get cancelled() {
        return cancelled;
      },
      cancel: async () => {
        cancelled = true;
        await this.#cancel(client);
      },
      release: async () => {
        const clean = !cancelled && (await client.query('discard all').then(Boolean, () => false));
        give(!clean);
      },
      close: () => give(true),
    };
    this.#leased.add(lease);
    return lease;
  }

  async #cancel(client: PoolClient): Promise<void> {
    const { processID } = client as PoolClient & { processID: number };
    await this.#asSuperuser((superuser) => superuser.query('select pg_cancel_backend($1)', [processID]));
  }

  async #asSuperuser(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
    const client = new pg.Client({ connectionString: this.#address.href });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }
}

/** The server ended a session that is in use: its statement, or the next one, fails with that. */
function ignoreLoss(): void {}

/** Refuses a secret that holds no database user. */
export function parseCredentials(secret: Partial<Credentials>): Credentials {
  const { username, password } = secret;
  if (!username || !password) {
    throw new DataApiException('InvalidSecretException', 'The secret must hold a username and a password');
  }
  return { username, password };
}
