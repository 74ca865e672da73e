/** Ctrl-C and `kill`: stop everything in order once, at once when asked twice. */

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs `stop` at the first signal that asks this process to end, then exits; exits at once at the second.
 * @returns takes the handlers off again
 */
export function stopOnTermination(stop: () => Promise<void>): () => void {
  let asked = false;
  const handler = (signal: NodeJS.Signals) => {
    const status = SIGNALS[signal as keyof typeof SIGNALS];
    if (asked) process.exit(status);
    asked = true;
    stop().then(
      () => process.exit(status),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  const names = Object.keys(SIGNALS) as NodeJS.Signals[];
  for (const signal of names) process.on(signal, handler);
  return () => {
    for (const signal of names) process.off(signal, handler);
  };
}
