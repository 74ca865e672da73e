/** How the one Spark process of a local job is set, by how much it has to read. Pure. */

/** Up to this much, compiling code well takes longer than running it does. */
const SMALL_BYTES = 256 * 1024 ** 2;
/** Text that one task reads, sorts and joins: several times as much in memory. */
const BYTES_PER_PARTITION = 32 * 1024 ** 2;
const SMALL_MEMORY = '2g';
/**
 * With what the JVM takes beside its heap, below 6 GiB. More input than fits is sorted and joined on disk: a task holds
 * its own partition only.
 */
const LARGE_MEMORY = '4g';

export interface SparkProcess {
  /** Of the text that it reads. */
  inputBytes: number;
  cores: number;
  /** The job's own, for example `2g`; default by the size of the input. */
  memory?: string;
  /** Where it puts what does not fit into memory. */
  scratch: string;
}

/** Settings by name, as spark-submit takes them. */
export function sparkSettings({ inputBytes, cores, memory, scratch }: SparkProcess): Record<string, string> {
  const isSmall = inputBytes <= SMALL_BYTES;
  return {
    'spark.master': `local[${cores}]`,
    'spark.driver.memory': memory ?? (isSmall ? SMALL_MEMORY : LARGE_MEMORY),
    // The quick compiler alone takes a third less processor time for Taiwan's rows, and more for many.
    ...(isSmall && { 'spark.driver.extraJavaOptions': '-XX:TieredStopAtLevel=1 -XX:+UseParallelGC' }),
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.ui.enabled': 'false',
    'spark.local.dir': scratch,
    'spark.sql.shuffle.partitions': String(Math.max(2 * cores, Math.ceil(inputBytes / BYTES_PER_PARTITION))),
  };
}
