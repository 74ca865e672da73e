/** Starts services at the same time and stops them in the reverse order of their starts. */

interface Stoppable {
  stop(): Promise<void>;
}

export class ServiceGroup {
  readonly #services: { name: string; service: Promise<Stoppable> }[] = [];
  readonly #onStep: (step: string) => void;
  readonly #abort = new AbortController();

  /** @param onStep called with one line when a service is up and when it is stopped */
  constructor(onStep: (step: string) => void) {
    this.#onStep = onStep;
  }

  /**
   * Starts a service without waiting for it.
   * @param start starts the service; receives a signal that aborts the start, and cleans up after its own failure
   */
  start<Service extends Stoppable>(name: string, start: (signal: AbortSignal) => Promise<Service>): Promise<Service> {
    const startedAt = performance.now();
    const service = start(this.#abort.signal);
    this.#services.push({ name, service });
    service.then(
      () => this.#onStep(`${name} is up (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`),
      () => {}, // surfaces where the service is awaited
    );
    return service;
  }

  /**
   * Stops every service, the last started first, and aborts those that are still starting.
   * @throws {AggregateError} when some could not be stopped; all were tried
   */
  async stop(): Promise<void> {
    this.#abort.abort();
    const errors: unknown[] = [];
    for (const { name, service } of this.#services.splice(0).reverse()) {
      const running = await service.catch(() => null);
      if (running === null) continue;
      this.#onStep(`stopping ${name}`);
      await running.stop().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'some parts of the local cloud could not be stopped');
  }
}
