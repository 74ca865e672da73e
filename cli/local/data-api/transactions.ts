/** Keeps open transactions, each with its connection, until they end, fail, or exceed a time limit. */
import { randomBytes } from 'node:crypto';
import type { CheckedOutConnection } from './connection-pools.ts';
import { createTransactionNotFoundException, DataApiException, toDataApiException } from './exceptions.ts';
import type { DataApiLimits } from './limits.ts';
import type { TimedExecution } from './run-statement.ts';

const EXPIRED = 'Transaction may be expired.';
const ENDED = 'One previous call resulted in a termination of your transaction.';
const ABORTED = 'Transaction has been aborted due to an error from a previous call.';
/** Number of ended transactions whose reason is remembered for error messages. */
const ENDED_KEPT = 1_000;

interface Transaction {
  id: string;
  secretArn: string;
  connection: CheckedOutConnection;
  isBusy: boolean;
  idleTimer: NodeJS.Timeout;
  ageTimer: NodeJS.Timeout;
}

export class Transactions {
  readonly #limits: DataApiLimits;
  readonly #open = new Map<string, Transaction>();
  /** Why a transaction ended, by id, for the newest ones. */
  readonly #endReasons = new Map<string, string>();

  constructor(limits: DataApiLimits) {
    this.#limits = limits;
  }

  /** Begins a transaction on this connection and returns its id. */
  async begin(secretArn: string, connection: CheckedOutConnection): Promise<string> {
    await connection.client.query('begin');
    const id = randomBytes(48).toString('base64url');
    const expire = () => this.#close(id, EXPIRED);
    this.#open.set(id, {
      id,
      secretArn,
      connection,
      isBusy: false,
      idleTimer: setTimeout(expire, this.#limits.transactionIdleMilliseconds).unref(),
      ageTimer: setTimeout(expire, this.#limits.transactionMilliseconds).unref(),
    });
    return id;
  }

  /**
   * Runs one statement of a transaction. An error of the database ends the transaction, as on AWS.
   * @throws {DataApiException} when there is no such transaction (TransactionNotFoundException), or another of its
   *   statements runs (DatabaseErrorException)
   */
  async run<T>(
    id: string,
    secretArn: string,
    work: (connection: CheckedOutConnection) => TimedExecution<T>,
  ): Promise<T> {
    const transaction = this.#claim(id, secretArn);
    const execution = work(transaction.connection);
    execution.settled.then((outcome) => {
      transaction.isBusy = false;
      if (outcome === 'failed') return this.#close(id, ABORTED);
      this.#startIdleTimer(transaction);
    });
    return execution.response;
  }

  /** Commits a transaction or rolls it back. */
  async end(id: string, secretArn: string, command: 'commit' | 'rollback'): Promise<void> {
    const transaction = this.#claim(id, secretArn);
    this.#remove(transaction, ENDED);
    try {
      await transaction.connection.client.query(command);
      await transaction.connection.release();
    } catch (error) {
      transaction.connection.close();
      throw toDataApiException(error);
    }
  }

  /** Rolls back every open transaction. */
  async stop(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.#close(id, EXPIRED)));
  }

  #claim(id: string, secretArn: string): Transaction {
    const transaction = this.#open.get(id);
    if (transaction?.secretArn !== secretArn)
      throw createTransactionNotFoundException(id, this.#endReasons.get(id) ?? EXPIRED);
    if (transaction.isBusy)
      throw new DataApiException('DatabaseErrorException', 'Transaction is still running a query');
    clearTimeout(transaction.idleTimer);
    transaction.isBusy = true;
    return transaction;
  }

  #startIdleTimer(transaction: Transaction): void {
    if (!this.#open.has(transaction.id)) return;
    const expire = () => this.#close(transaction.id, EXPIRED);
    transaction.idleTimer = setTimeout(expire, this.#limits.transactionIdleMilliseconds).unref();
  }

  async #close(id: string, cause: string): Promise<void> {
    const transaction = this.#open.get(id);
    if (!transaction) return;
    this.#remove(transaction, cause);
    if (transaction.isBusy) await transaction.connection.cancel().catch(() => {});
    await rollBack(transaction.connection);
  }

  #remove(transaction: Transaction, cause: string): void {
    clearTimeout(transaction.idleTimer);
    clearTimeout(transaction.ageTimer);
    this.#open.delete(transaction.id);
    this.#endReasons.set(transaction.id, cause);
    const [oldest] = this.#endReasons.keys();
    if (this.#endReasons.size > ENDED_KEPT && oldest !== undefined) this.#endReasons.delete(oldest);
  }
}

/** Keeps the connection for the next caller, because a new one costs the server more than its statements. */
async function rollBack(connection: CheckedOutConnection): Promise<void> {
  const isRolledBack =
    !connection.isCancelled && (await connection.client.query('rollback').then(Boolean, () => false));
  if (isRolledBack) await connection.release();
  else connection.close(); // which rolls back
}
