/** Pools connections to PostgreSQL by role and database, and resets each before its next use. */
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

/** A connection that its caller uses alone until `release` or `close`. */
export interface CheckedOutConnection {
  client: PoolClient;
  /** Whether `cancel` was called: a late signal could still end the next statement, so it is not used again. */
  readonly isCancelled: boolean;
  /** Ends the statement that is running. */
  cancel(): Promise<void>;
  /** Discards the session's state and returns the connection to its pool. */
  release(): Promise<void>;
  /** Closes it, which rolls back an open transaction. */
  close(): void;
}

export class ConnectionPools {
  readonly #address: URL;
  readonly #masterUser: string | undefined;
  readonly #pools = new Map<string, Promise<Pool>>();
  readonly #checkedOut = new Set<CheckedOutConnection>();

  /**
   * @param url address of the default database, for the superuser
   * @param masterUser user that is created at its first use, with the password of its secret
   */
  constructor(url: string, masterUser: string | undefined) {
    this.#address = new URL(url);
    this.#masterUser = masterUser;
  }

  /**
   * Checks out a connection of this role.
   * @throws {DataApiException} when the role cannot log in, the database does not exist or no connection is free
   */
  async checkOut(credentials: Credentials, database: string | undefined): Promise<CheckedOutConnection> {
    try {
      const pool = await this.#findOrOpenPool(credentials, database ?? this.#address.pathname.slice(1));
      const client = await pool.connect();
      return this.#wrapClient(client);
    } catch (error) {
      throw toDataApiException(error);
    }
  }

  /** Ends running statements and closes every connection. */
  async stop(): Promise<void> {
    await Promise.allSettled([...this.#checkedOut].map((connection) => connection.cancel()));
    const pools = await Promise.all(this.#pools.values());
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.end()));
  }

  #findOrOpenPool({ username, password }: Credentials, database: string): Promise<Pool> {
    const key = JSON.stringify([username, password, database]);
    const existing = this.#pools.get(key);
    if (existing) return existing;
    const pool = this.#openPool({ username, password }, database);
    this.#pools.set(key, pool);
    pool.catch(() => this.#pools.delete(key));
    return pool;
  }

  async #openPool({ username, password }: Credentials, database: string): Promise<Pool> {
    if (username === this.#masterUser)
      await this.#runAsSuperuser((client) => ensureMasterUser(client, username, password));
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
    pool.on('error', () => {}); // the server closed an idle connection, and the pool has removed it
    return pool;
  }

  #wrapClient(client: PoolClient): CheckedOutConnection {
    let isCancelled = false;
    client.on('error', ignoreConnectionError);
    const putBack = (close: boolean) => {
      this.#checkedOut.delete(connection);
      client.off('error', ignoreConnectionError);
      client.release(close);
    };
    const connection: CheckedOutConnection = {
      client,
      get isCancelled() {
        return isCancelled;
      },
      cancel: async () => {
        isCancelled = true;
        await this.#cancel(client);
      },
      release: async () => {
        const isClean = !isCancelled && (await client.query('discard all').then(Boolean, () => false));
        putBack(!isClean);
      },
      close: () => putBack(true),
    };
    this.#checkedOut.add(connection);
    return connection;
  }

  async #cancel(client: PoolClient): Promise<void> {
    const { processID } = client as PoolClient & { processID: number };
    await this.#runAsSuperuser((superuser) => superuser.query('select pg_cancel_backend($1)', [processID]));
  }

  async #runAsSuperuser(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
    const client = new pg.Client({ connectionString: this.#address.href });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }
}

/** The statement that is running, or the next one, fails with the same error. */
function ignoreConnectionError(): void {}

/**
 * Reads the database user from a secret.
 * @throws {DataApiException} when the secret has no user or no password
 */
export function parseCredentials(secret: Partial<Credentials>): Credentials {
  const { username, password } = secret;
  if (!username || !password) {
    throw new DataApiException('InvalidSecretException', 'The secret must hold a username and a password');
  }
  return { username, password };
}
