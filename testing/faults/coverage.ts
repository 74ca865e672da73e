/** How often each boundary and each task was disturbed, and how: over many seeds none may be left out. */

/** `PrepareFile: die` → times. */
export class Coverage {
  readonly #times = new Map<string, number>();

  note(what: string): void {
    this.#times.set(what, (this.#times.get(what) ?? 0) + 1);
  }

  /** What was noted elsewhere too. */
  add(times: Record<string, number>): void {
    for (const [what, count] of Object.entries(times)) this.#times.set(what, (this.#times.get(what) ?? 0) + count);
  }

  get times(): Record<string, number> {
    return Object.fromEntries([...this.#times].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A line a task or state: what befell it, how often. */
  table(): string {
    const lines = new Map<string, string[]>();
    for (const [what, count] of Object.entries(this.times)) {
      const [name = '', kind = ''] = what.split(': ');
      lines.set(name, [...(lines.get(name) ?? []), `${kind} ${count}`]);
    }
    return [...lines].map(([name, kinds]) => `  ${name.padEnd(20)} ${kinds.join(', ')}`).join('\n');
  }
}
