/** Reads from a workflow's ASL file which of its states take time, and which run a part of it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const STATE_MACHINES = resolve(import.meta.dirname, '../../statemachines');
/** A Choice or Pass ends at once. */
const WORKING_TYPES: readonly string[] = ['Task', 'Map', 'Parallel'];
const STATE_MACHINE_TOKEN = /^\$\{(\w+)StateMachineArn\}$/;

interface State {
  Type: string;
  Arguments?: { StateMachineArn?: string };
}

export interface WorkflowFile {
  /** Names of the states that do work, in the order of the file; those of its parts included. */
  workingStates: ReadonlySet<string>;
  /**
   * Names of the workflow's parts by the state that runs them. A part is a workflow whose name begins with this one's:
   * `daily-etl-import` is a part of `daily-etl`, and `scoring`, which runs by itself too, is not.
   */
  parts: ReadonlyMap<string, string>;
}

export function readWorkflowFile(workflow: string): WorkflowFile {
  const file = resolve(STATE_MACHINES, `${workflow}.asl.json`);
  const { States } = JSON.parse(readFileSync(file, 'utf8')) as { States: Record<string, State> };
  const workingStates = new Set<string>();
  const parts = new Map<string, string>();
  for (const [name, { Type, Arguments }] of Object.entries(States)) {
    if (WORKING_TYPES.includes(Type)) workingStates.add(name);
    const [, token] = STATE_MACHINE_TOKEN.exec(Arguments?.StateMachineArn ?? '') ?? [];
    const nested = token?.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
    if (!nested?.startsWith(`${workflow}-`)) continue;
    parts.set(name, nested);
    for (const state of readWorkflowFile(nested).workingStates) workingStates.add(state);
  }
  return { workingStates, parts };
}
