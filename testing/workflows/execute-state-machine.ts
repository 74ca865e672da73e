/**
 * Runs a state machine file as Step Functions does, in one process and without waiting: JSONata, choices, maps, retries,
 * catches and nested workflows, with a function in the place of each task. What Step Functions refuses fails here too.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import { PARTITION_NAMES } from '../../lambdas/shared/runs/partitions.ts';
import { attemptTask, ExecutionStopped, rejectWhenStopped } from './attempt-task.ts';
import { evaluateTemplate, StateFailed } from './evaluate-template.ts';

// biome-ignore lint/suspicious/noExplicitAny: definitions are accessed by path, and a wrong path fails the test
type Json = any;

/**
 * By token: `OpenRun` for `${OpenRunFunctionArn}`, `Scoring` for `${ScoringStateMachineArn}`. A workflow without a task
 * runs from its own file.
 */
export type Tasks = Record<string, (input: Json) => unknown>;

export interface ExecutionResult {
  status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  output?: Json;
  error?: string;
  cause?: string;
  /** Names of the states entered, those of maps and nested workflows included. */
  path: string[];
  /** Size of the largest input, output or variable. */
  largestBytes: number;
}

/** Reads a state machine file and substitutes its values. The tokens of functions and workflows stay. */
export const readDefinition = (name: string): Json =>
  JSON.parse(
    readFileSync(buildDefinitionPath(name), 'utf8').replaceAll(/\$\{Partitions\}/g, String(PARTITION_NAMES.length)),
  );

const buildDefinitionPath = (name: string): string => `statemachines/${name}.asl.json`;

/** `DailyEtlImport` → `daily-etl-import`. */
const toKebabCase = (token: string): string => token.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();

const MAX_STATE_BYTES = 256 * 1024;

export interface ExecutionOptions {
  /** The execution's id, as tasks receive it. */
  id?: string;
  /** Runs the items of a map concurrently up to its MaxConcurrency, instead of one after the other. */
  isConcurrent?: boolean;
  /** Stops the execution: it starts no more tasks and ignores those that run. */
  signal?: AbortSignal;
  /** Called with each entered state before its work, which waits for it. */
  onState?: (name: string) => unknown;
}

/** States that executions have entered, by the executions' ids, oldest first. */
const histories = new Map<string, HistoryEvent[]>();

/** Reads the states that an execution has entered, without those of maps and nested workflows, oldest first. */
export const readSimulatedHistory = (id: string): readonly HistoryEvent[] => histories.get(id) ?? [];

/** Reads the states that an execution and its nested workflows have entered. */
export const readNestedHistories = (id: string): HistoryEvent[] =>
  [...histories].filter(([name]) => name === id || name.startsWith(`${id}-nested-`)).flatMap(([, events]) => events);

/** Executes the definition. Rejects only when a task has no function. */
export async function executeStateMachine(
  definition: Json,
  input: Json,
  tasks: Tasks,
  options: ExecutionOptions = {},
): Promise<ExecutionResult> {
  const machine = new Machine(tasks, options);
  const { path } = machine;
  try {
    const output = await machine.start(definition, input);
    return { status: 'SUCCEEDED', output, path, largestBytes: machine.largestBytes };
  } catch (failure) {
    if (failure instanceof ExecutionStopped) return { status: 'ABORTED', path, largestBytes: machine.largestBytes };
    if (!(failure instanceof StateFailed)) throw failure;
    const { error, message: cause } = failure;
    return { status: 'FAILED', error, cause, path, largestBytes: machine.largestBytes };
  }
}

type Variables = Record<string, Json>;

/** The first catcher of a state that names the failure's error, or every error. */
const findCatcher = ({ Catch: catchers = [] }: Json, { error }: StateFailed): Json | undefined =>
  catchers.find(({ ErrorEquals: names }: Json) => names.includes(error) || names.includes('States.ALL'));

const START_TIME = '2005-12-31T02:00:00Z';

class Machine {
  readonly path: string[] = [];
  largestBytes = 0;
  #nestedExecutions = 0;
  readonly #tasks: Tasks;
  readonly #options: ExecutionOptions;

  constructor(tasks: Tasks, options: ExecutionOptions) {
    this.#tasks = tasks;
    this.#options = options;
  }

  get #id(): string {
    return this.#options.id ?? 'execution';
  }

  /** The simulated time, which advances one second per state. */
  #now(): string {
    return new Date(Date.parse(START_TIME) + 1000 * this.path.length).toISOString();
  }

  start(definition: Json, input: Json): Promise<Json> {
    return this.#runExecution(this.#id, definition, input, this.#options.signal);
  }

  #runExecution(id: string, definition: Json, input: Json, signal: AbortSignal | undefined): Promise<Json> {
    const events: HistoryEvent[] = [];
    histories.set(id, events);
    return this.#run(definition, input, {}, signal, {
      context: { Execution: { Id: id, StartTime: START_TIME } },
      events,
    });
  }

  async #run(
    definition: Json,
    input: Json,
    outer: Variables,
    signal: AbortSignal | undefined,
    { context, events = [] }: { context: Json; events?: HistoryEvent[] },
  ): Promise<Json> {
    const variables = { ...outer };
    let name: string = definition.StartAt;
    let value = this.#checkSize(input);
    for (;;) {
      this.path.push(name);
      const state = definition.States[name];
      events.push(this.#toEnteredEvent(name, state));
      await this.#options.onState?.(name);
      const next = await this.#enterState(state, value, variables, signal, context);
      value = this.#checkSize(next.output);
      if (!next.to) return value;
      name = next.to;
    }
  }

  #toEnteredEvent(name: string, { Type }: Json): HistoryEvent {
    const [type, id] = [`${Type}StateEntered` as HistoryEventType, this.path.length];
    return { type, id, timestamp: new Date(this.#now()), stateEnteredEventDetails: { name } };
  }

  async #enterState(
    state: Json,
    input: Json,
    variables: Variables,
    signal: AbortSignal | undefined,
    context: Json,
  ): Promise<{ output: Json; to?: string }> {
    const states = { input, context: { ...context, State: { EnteredTime: this.#now() } } };
    const evaluate = (template: Json, more: Json = {}) =>
      evaluateTemplate(template, { ...variables, states: { ...states, ...more } });
    const assign = async (template: Json, more: Json) => {
      const assigned = template ? await evaluate(template, more) : {};
      for (const value of Object.values(assigned)) this.#checkSize(value);
      return () => Object.assign(variables, assigned);
    };
    const finish = async (described: Json, fallback: Json, more: Json) => {
      const store = await assign(described.Assign, more);
      const output = 'Output' in described ? await evaluate(described.Output, more) : fallback;
      store();
      return { output, to: described.Next };
    };
    switch (state.Type) {
      case 'Fail':
        throw new StateFailed(await evaluate(state.Error), await evaluate(state.Cause));
      case 'Choice': {
        for (const choice of state.Choices) {
          if ((await evaluate(choice.Condition)) === true) return finish(choice, input, {});
        }
        return { output: input, to: state.Default };
      }
      case 'Task':
      case 'Map':
        try {
          const work = () =>
            state.Type === 'Map'
              ? this.#runMap(state, evaluate, variables, signal, context)
              : this.#runTask(state, evaluate, signal);
          const result = this.#checkSize(await attemptTask(state, () => rejectWhenStopped(signal, work)));
          return await finish(state, result, { result });
        } catch (failure) {
          if (!(failure instanceof StateFailed)) throw failure;
          const catcher = findCatcher(state, failure);
          if (!catcher) throw failure;
          const errorOutput = { Error: failure.error, Cause: failure.message };
          return finish(catcher, errorOutput, { errorOutput });
        }
      default: // Pass, Succeed, Wait
        return finish(state, input, {});
    }
  }

  async #runTask(
    state: Json,
    evaluate: (template: Json) => Promise<Json>,
    signal: AbortSignal | undefined,
  ): Promise<Json> {
    const taskArguments = await evaluate(state.Arguments);
    const token =
      /^\$\{(\w+?)(?:Function|StateMachine)Arn\}$/.exec(
        taskArguments.FunctionName ?? taskArguments.StateMachineArn,
      )?.[1] ?? '';
    const payload = this.#checkSize(taskArguments.Payload ?? taskArguments.Input);
    const task = this.#tasks[token];
    if (!task && taskArguments.StateMachineArn && existsSync(buildDefinitionPath(toKebabCase(token)))) {
      return this.#runNested(readDefinition(toKebabCase(token)), payload, signal);
    }
    if (!task) throw new Error(`the test gives no task ${token}`);
    const result = await Promise.resolve()
      .then(() => task(payload))
      .catch((error: Error) => {
        throw new StateFailed(error.name, error.message);
      });
    return JSON.parse(JSON.stringify(taskArguments.FunctionName ? { Payload: result } : { Output: result }));
  }

  /** Runs another workflow. As on AWS, its failure is a description of the execution in JSON. */
  async #runNested(definition: Json, input: Json, signal: AbortSignal | undefined): Promise<Json> {
    try {
      this.#nestedExecutions += 1;
      const id = `${this.#id}-nested-${this.#nestedExecutions}`;
      return { Output: await this.#runExecution(id, definition, input, signal) };
    } catch (failure) {
      if (!(failure instanceof StateFailed)) throw failure;
      const description = { Status: 'FAILED', Error: failure.error, Cause: failure.message };
      throw new StateFailed('States.TaskFailed', JSON.stringify(description));
    }
  }

  /** Runs a map. The first failed item stops the others. */
  async #runMap(
    state: Json,
    evaluate: (template: Json, more?: Json) => Promise<Json>,
    variables: Variables,
    signal: AbortSignal | undefined,
    outer: Json,
  ) {
    const items = await evaluate(state.Items);
    if (!Array.isArray(items)) throw new Error('a map over what is not an array');
    const results: Json[] = [];
    const failed = new AbortController();
    const itemSignal = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    const remaining = items.entries();
    const worker = async () => {
      for (const [index, value] of remaining) {
        const context = { ...outer, Map: { Item: { Index: index, Value: value } } };
        const item = await evaluate(state.ItemSelector, { context });
        results[index] = await this.#run(state.ItemProcessor, item, variables, itemSignal, { context });
      }
    };
    const workers = this.#options.isConcurrent ? (state.MaxConcurrency ?? 1) : 1;
    try {
      await Promise.all(Array.from({ length: workers }, worker));
    } finally {
      failed.abort();
    }
    return results;
  }

  #checkSize<Value>(value: Value): Value {
    const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
    this.largestBytes = Math.max(this.largestBytes, bytes);
    if (bytes > MAX_STATE_BYTES) throw new StateFailed('States.DataLimitExceeded', `${bytes} bytes`);
    return value;
  }
}
