/** Stops the local cloud on Ctrl-C and SIGTERM. */

/** Exit status for each signal, 128 and its number. */
const EXIT_STATUS_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs `stop` at the first signal that requests this process to end, then exits; exits at once at the second signal.
 * @returns a function that removes the signal handlers
 */
export function stopOnTermination(stop: () => Promise<void>): () => void {
  let isStopping = false;
  const handler = (signal: NodeJS.Signals) => {
    const status = EXIT_STATUS_BY_SIGNAL[signal as keyof typeof EXIT_STATUS_BY_SIGNAL];
    if (isStopping) process.exit(status);
    isStopping = true;
    stop().then(
      () => process.exit(status),
      (error: unknown) => {
        console.error(error);
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
