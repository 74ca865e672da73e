/** The parts of the local cloud: started together, told about, ended in the reverse of the order they were named in. */

interface Stoppable {
  stop(): Promise<void>;
}

export class ServiceGroup {
  readonly #starting: { name: string; part: Promise<Stoppable> }[] = [];
  readonly #onStep: (step: string) => void;
  readonly #abort = new AbortController();

  /** @param onStep hears one line whenever a part is ready or is being stopped */
  constructor(onStep: (step: string) => void) {
    this.#onStep = onStep;
  }

  /**
   * Starts a part without waiting for it.
   * @param start gets a signal that tells it to give up, and clears up after itself when it fails
   */
  start<Part extends Stoppable>(name: string, start: (signal: AbortSignal) => Promise<Part>): Promise<Part> {
    const since = performance.now();
    const part = start(this.#abort.signal);
    this.#starting.push({ name, part });
    part.then(
      () => this.#onStep(`${name} is up (${((performance.now() - since) / 1000).toFixed(1)} s)`),
      () => {}, // whoever waits for the part hears of it
    );
    return part;
  }

  /** Ends every part, the last named first; those still starting give up. Goes on when one can't be ended. */
  async stop(): Promise<void> {
    this.#abort.abort();
    const errors: unknown[] = [];
    for (const { name, part } of this.#starting.splice(0).reverse()) {
      const started = await part.catch(() => null);
      if (started === null) continue;
      this.#onStep(`stopping ${name}`);
      await started.stop().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'some parts of the local cloud could not be stopped');
  }
}
