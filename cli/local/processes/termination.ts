/** Stops the local cloud on Ctrl-C and SIGTERM, and says so. */

/** Exit status for each signal, 128 and its number. */
const EXIT_STATUS_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const STOPPING = 'Stopping the local cloud: what was finished is kept, and the same command goes on from there.';
const AGAIN = 'Ctrl-C once more ends it at once.';
const ENDED = 'Ended at once: the next start removes what may be left.';

/**
 * Runs `stop` at the first signal that requests this process to end, then exits; exits at once at the second
 * signal: the handlers of `exit` end the processes.
 * @param notice what a person reads at the first signal
 * @returns a function that removes the signal handlers
 */
export function stopOnTermination(stop: () => Promise<void>, notice = STOPPING): () => void {
  let isStopping = false;
  const handler = (signal: NodeJS.Signals) => {
    const status = EXIT_STATUS_BY_SIGNAL[signal as keyof typeof EXIT_STATUS_BY_SIGNAL];
    if (isStopping) {
      printNotice(ENDED);
      process.exit(status);
    }
    isStopping = true;
    printNotice(`${notice} ${AGAIN}`);
    stop().then(
      () => {
        printNotice('Stopped.');
        process.exit(status);
      },
      (error: unknown) => {
        printNotice(`Not everything could be stopped: ${error instanceof Error ? error.message : error}`);
        process.exit(1);
      },
    );
  };
  const names = Object.keys(EXIT_STATUS_BY_SIGNAL) as NodeJS.Signals[];
  for (const signal of names) process.on(signal, handler);
  return () => {
    for (const signal of names) process.off(signal, handler);
  };
}

/** On standard error, below the `^C` of the terminal. */
function printNotice(text: string): void {
  console.error(`\n  ${text}`);
}
