/** Counts how often each state and task was disturbed, and by what, to show that the seeds leave none out. */

/** Counts by event, such as `PrepareFile: die`. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  note(event: string): void {
    this.#counts.set(event, (this.#counts.get(event) ?? 0) + 1);
  }

  /** Adds the counts of another process. */
  add(counts: Record<string, number>): void {
    for (const [event, count] of Object.entries(counts)) {
      this.#counts.set(event, (this.#counts.get(event) ?? 0) + count);
    }
  }

  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Formats one line per task or state, with the kinds of faults and their counts. */
  formatTable(): string {
    const lines = new Map<string, string[]>();
    for (const [event, count] of Object.entries(this.counts)) {
      const [name = '', kind = ''] = event.split(': ');
      lines.set(name, [...(lines.get(name) ?? []), `${kind} ${count}`]);
    }
    return [...lines].map(([name, kinds]) => `  ${name.padEnd(20)} ${kinds.join(', ')}`).join('\n');
  }
}
