/** Reads from a workflow's ASL file which of its states do work, and which run a nested workflow that belongs to it. */
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
  /** Names of the states that do work, those of its nested workflows included. */
  workingStates: ReadonlySet<string>;
  /**
   * Names of the nested workflows that belong to this one, by the state that runs them. Their names begin with this one's:
   * `daily-etl-import` belongs to `daily-etl`; `scoring`, which also runs alone, does not.
   */
  nestedWorkflows: ReadonlyMap<string, string>;
}

export function readWorkflowFile(workflow: string): WorkflowFile {
  const file = resolve(STATE_MACHINES, `${workflow}.asl.json`);
  const { States } = JSON.parse(readFileSync(file, 'utf8')) as { States: Record<string, State> };
  const workingStates = new Set<string>();
  const nestedWorkflows = new Map<string, string>();
  for (const [name, { Type, Arguments }] of Object.entries(States)) {
    if (WORKING_TYPES.includes(Type)) workingStates.add(name);
    const [, token] = STATE_MACHINE_TOKEN.exec(Arguments?.StateMachineArn ?? '') ?? [];
    const nested = token?.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
    if (!nested?.startsWith(`${workflow}-`)) continue;
    nestedWorkflows.set(name, nested);
    for (const state of readWorkflowFile(nested).workingStates) workingStates.add(state);
  }
  return { workingStates, nestedWorkflows };
}
