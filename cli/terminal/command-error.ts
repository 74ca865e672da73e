/** Base of the local cloud's faults: each is one clear line for the person at the terminal. */
export class CommandError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
