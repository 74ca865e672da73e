/** Computes the settings of the Spark process of a local job from the size of its input. Pure function, no I/O. */

/** Up to this input size, optimising compilation takes longer than it saves. */
const SMALL_BYTES = 256 * 1024 ** 2;
/** Text that one task reads; sorting and joining it takes several times as much memory. */
const BYTES_PER_PARTITION = 32 * 1024 ** 2;
const SMALL_MEMORY = '2g';
/**
 * The process stays below 6 GiB, with the JVM's memory outside the heap. Larger input is sorted and joined on disk: a
 * task has only one partition in memory.
 */
const LARGE_MEMORY = '4g';

export interface SparkProcess {
  /** Size of the text that it reads. */
  inputBytes: number;
  cores: number;
  /** Such as `2g`; default by the size of the input. */
  memory?: string;
  /** Folder for data that does not fit into memory. */
  scratchFolder: string;
}

/** Settings of spark-submit by name. */
export function computeSparkSettings({
  inputBytes,
  cores,
  memory,
  scratchFolder,
}: SparkProcess): Record<string, string> {
  const isSmall = inputBytes <= SMALL_BYTES;
  return {
    'spark.master': `local[${cores}]`,
    'spark.driver.memory': memory ?? (isSmall ? SMALL_MEMORY : LARGE_MEMORY),
    // The simple compiler alone takes a third less processor time for data/taiwan, but more for large input.
    ...(isSmall && { 'spark.driver.extraJavaOptions': '-XX:TieredStopAtLevel=1 -XX:+UseParallelGC' }),
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.ui.enabled': 'false',
    'spark.local.dir': scratchFolder,
    'spark.sql.shuffle.partitions': String(Math.max(2 * cores, Math.ceil(inputBytes / BYTES_PER_PARTITION))),
  };
}
