/** The open transactions: each holds a session until it is ended, fails, idles too long or grows too old. */
import { randomBytes } from 'node:crypto';
import type { CheckedOutConnection } from './connections.ts';
import { DataApiException, toDataApiException, transactionNotFoundException } from './exceptions.ts';
import type { Execution } from './execution.ts';
import type { DataApiLimits } from './limits.ts';

const EXPIRED = 'Transaction may be expired.';
const ENDED = 'One previous call resulted in a termination of your transaction.';
const ABORTED = 'Transaction has been aborted due to an error from a previous call.';
const REMEMBERED = 1_000;

interface Transaction {
  id: string;
  secretArn: string;
  lease: CheckedOutConnection;
  busy: boolean;
  idleTimer: NodeJS.Timeout;
  ageTimer: NodeJS.Timeout;
}

export class Transactions {
  readonly #limits: DataApiLimits;
  readonly #open = new Map<string, Transaction>();
  /** Why a transaction is gone, for the newest ones. */
  readonly #gone = new Map<string, string>();

  constructor(limits: DataApiLimits) {
    this.#limits = limits;
  }

  /** Begins a transaction in this session and returns its id. */
  async begin(secretArn: string, lease: CheckedOutConnection): Promise<string> {
    await lease.client.query('begin');
    const id = randomBytes(48).toString('base64url');
    const expire = () => this.#close(id, EXPIRED);
    this.#open.set(id, {
      id,
      secretArn,
      lease,
      busy: false,
      idleTimer: setTimeout(expire, this.#limits.transactionIdleMilliseconds).unref(),
      ageTimer: setTimeout(expire, this.#limits.transactionMilliseconds).unref(),
    });
    return id;
  }

  /**
   * Runs one statement of a transaction. An error of the database ends the transaction, as on AWS.
   * @throws {DataApiException} TransactionNotFoundException, or DatabaseErrorException while another one runs
   */
  async run<T>(id: string, secretArn: string, work: (lease: CheckedOutConnection) => Execution<T>): Promise<T> {
    const transaction = this.#take(id, secretArn);
    const execution = work(transaction.lease);
    execution.done.then((outcome) => {
      transaction.busy = false;
      if (outcome === 'failed') return this.#close(id, ABORTED);
      this.#rest(transaction);
    });
    return execution.answer;
  }

  /** Ends a transaction. */
  async end(id: string, secretArn: string, how: 'commit' | 'rollback'): Promise<void> {
    const transaction = this.#take(id, secretArn);
    this.#forget(transaction, ENDED);
    try {
      await transaction.lease.client.query(how);
      await transaction.lease.release();
    } catch (error) {
      transaction.lease.close();
      throw toDataApiException(error);
    }
  }

  /** Rolls back everything that is open. */
  async stop(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.#close(id, EXPIRED)));
  }

  #take(id: string, secretArn: string): Transaction {
    const transaction = this.#open.get(id);
    if (transaction?.secretArn !== secretArn) throw transactionNotFoundException(id, this.#gone.get(id) ?? EXPIRED);
    if (transaction.busy) throw new DataApiException('DatabaseErrorException', 'Transaction is still running a query');
    clearTimeout(transaction.idleTimer);
    transaction.busy = true;
    return transaction;
  }

  #rest(transaction: Transaction): void {
    if (!this.#open.has(transaction.id)) return;
    const expire = () => this.#close(transaction.id, EXPIRED);
    transaction.idleTimer = setTimeout(expire, this.#limits.transactionIdleMilliseconds).unref();
  }

  /** Closing the session rolls back. */
  async #close(id: string, cause: string): Promise<void> {
    const transaction = this.#open.get(id);
    if (!transaction) return;
    this.#forget(transaction, cause);
    if (transaction.busy) await transaction.lease.cancel().catch(() => {});
    transaction.lease.close();
  }

  #forget(transaction: Transaction, cause: string): void {
    clearTimeout(transaction.idleTimer);
    clearTimeout(transaction.ageTimer);
    this.#open.delete(transaction.id);
    this.#gone.set(transaction.id, cause);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > REMEMBERED && oldest !== undefined) this.#gone.delete(oldest);
  }
}
