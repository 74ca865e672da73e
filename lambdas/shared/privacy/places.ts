/**
 * The register of places: everything that can hold something of a person, how it is found, and how it is erased or why
 * it is kept. Access, erasure, retention, docs/privacy.md and the completeness test read it. A new table, prefix or
 * store joins it, or places-without-persons.ts, in the same commit.
 */

/** When an erasure deletes what a place holds. `scores`: only when the scores, which are evidence, are erased too. */
export type Erased = 'always' | 'scores' | 'never';

/** A table. */
export interface TablePlace {
  /** `schema.table`. */
  table: string;
  /** What it holds of a person, in words that the person reads in the package. */
  holds: string;
  /**
   * SQL condition on the table `t` that finds the person's rows. Parameters: `:customer_id`, and `:applications`, a JSON
   * array with the ids of the person's applications.
   */
  found: string;
  /** SQL expression of what the package shows of a row; the whole row by default. */
  shown?: string;
  erased: Erased;
  /** File in sql/ that erases it, and possibly other tables of the register, in one statement. By default `delete`. */
  statement?: string;
  /** Erased when everything else is: a request that fails before finds its person again. */
  isLast?: boolean;
  /** Name of the count of its erased rows; the table's by default. Tables of one statement share it. */
  counted?: string;
  /** Why it is kept, and until when, where it is not always erased. */
  kept?: string;
}

/** Objects below a prefix of a bucket. */
export interface ObjectPlace {
  bucket: BucketName;
  /** Ends with a slash. */
  prefix: string;
  holds: string;
  /** `content`: every version is searched for the person. `key`: a table names the keys. `never`: it names nobody. */
  found: 'content' | 'key' | 'never';
  /**
   * `rewritten`: a CSV file without the person's rows, any other file as a whole. `deleted`: the whole file, which is a
   * copy that nothing needs any more. `expires`: stays until its lifecycle deletes it.
   */
  erased: 'rewritten' | 'deleted' | 'expires';
  /** Where a table names the keys: SQL that lists them, or beginnings of them, as `key`. Parameters as of tables. */
  keys?: string;
  /** When an erasure deletes them, where a table names the keys. */
  when?: Erased;
  /** The whole folder below the prefix goes with a file of it: proposals and reports are about that file. */
  asFolder?: boolean;
  /** When its lifecycle deletes every version, in words. */
  expires: string;
}

export type BucketName = 'landing' | 'work' | 'model' | 'reports' | 'cases' | 'audit';

/** Anything else: stores with other clients, logs, backups. */
export interface OtherPlace {
  place: string;
  holds: string;
  /** How an erasure reaches it, or when it expires. */
  erased: string;
}
