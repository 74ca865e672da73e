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

export interface NestedWorkflow extends WorkflowFile {
  name: string;
}

export interface WorkflowFile {
  /** Names of the states that do work, those of its nested workflows included. */
  workingStates: ReadonlySet<string>;
  /**
   * The nested workflows that belong to this one, by the state that runs them. Their names begin with that of the
   * workflow that is started: `daily-etl-run` belongs to `daily-etl`, and `daily-etl-import` to both; `scoring`, which
   * also runs alone, does not.
   */
  nestedWorkflows: ReadonlyMap<string, NestedWorkflow>;
}

/** @param started the workflow that was started, which this one may be a part of */
export function readWorkflowFile(workflow: string, started = workflow): WorkflowFile {
  const file = resolve(STATE_MACHINES, `${workflow}.asl.json`);
  const { States } = JSON.parse(readFileSync(file, 'utf8')) as { States: Record<string, State> };
  const workingStates = new Set<string>();
  const nestedWorkflows = new Map<string, NestedWorkflow>();
  for (const [name, { Type, Arguments }] of Object.entries(States)) {
    if (WORKING_TYPES.includes(Type)) workingStates.add(name);
    const [, token] = STATE_MACHINE_TOKEN.exec(Arguments?.StateMachineArn ?? '') ?? [];
    const nestedName = token?.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
    if (!nestedName?.startsWith(`${started}-`)) continue;
    const nested = { name: nestedName, ...readWorkflowFile(nestedName, started) };
    nestedWorkflows.set(name, nested);
    for (const state of nested.workingStates) workingStates.add(state);
  }
  return { workingStates, nestedWorkflows };
}
