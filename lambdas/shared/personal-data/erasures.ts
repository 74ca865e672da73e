/** An erasure, and the list in which it is kept. Open it to change what a repeated erasure knows. */

/** One erasure, as the list outside the database keeps it until the last backup with the customer's rows has expired. */
export interface Erasure {
  erasure_id: string;
  customer_id: string;
  /** ISO time in UTC. */
  erased_at: string;
  /** Whether the scores were erased too, which otherwise stay as evidence. */
  with_scores: boolean;
}

/** The list of erasures, which is outside the database, so that a restored database can be erased again. */
export interface ErasureList {
  record(erasure: Erasure): Promise<void>;
  /** Lists the erasures that have not expired, oldest first. */
  list(): Promise<Erasure[]>;
}
