/** Says on Ctrl-C that an execution does not end with the command that started it. */

/** Exit status after Ctrl-C. */
const INTERRUPTED = 130;

/**
 * Ends the process with a notice at Ctrl-C.
 * @param workflow name by which `npm run logs` finds its newest execution
 * @returns a function to call when the execution has ended
 */
export function sayThatItContinues(workflow: string): () => void {
  const leave = () => {
    console.error(
      `\n  The execution goes on in the environment: npm run logs -- --execution ${workflow} --follow shows it to its end.`,
    );
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', leave);
  return () => void process.off('SIGINT', leave);
}
