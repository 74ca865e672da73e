/** Plans by the seed what disturbs one execution: where it is killed, which task fails and what the lender does. */
import type { SeededRandom } from '../random.ts';
import { FAULT_KINDS, type FaultKind } from './disturb-tasks.ts';

/** The functions of a usual day, and its scoring. */
const TASKS = [
  ...['OpenRun', 'VerifyManifest', 'PrepareFile', 'ImportPart', 'BuildPartition', 'CheckQuality', 'PublishRun'],
  ...['Scoring', 'CloseRun'],
];

/** States before which an execution is killed, one after the other as the seeds go. Other states end in a moment. */
export const BOUNDARIES = [
  ...['OpenRun', 'IsRunOpen', 'ProcessRun', 'VerifyManifest', 'IsManifestVerified', 'PrepareFiles', 'PrepareFile'],
  ...['IsEveryFilePrepared', 'ImportFiles', 'ImportCustomers', 'ImportCustomerPart', 'ImportOthers', 'ImportPart'],
  ...['IsEveryFileImported', 'WhichEngine'],
  ...[
    'BuildFeatures',
    'BuildPartition',
    'IsEveryFeatureBuilt',
    'CheckQuality',
    'IsQualityGood',
    'Publish',
    'ScoreApplications',
    'CloseRun',
    'IsRunPublished',
  ],
  ...['Finished', 'CloseFailedRun', 'CloseGateFailedRun', 'CloseRefusedRun'],
] as const;

/** Each kind of fault for each task. Odd seeds apply them to a task's first call, one after the other. */
export const TASK_FAULTS = TASKS.flatMap((task) => FAULT_KINDS.map((kind) => ({ task, kind })));

export type Circumstance = 'a task is broken' | 'the gate fails' | 'a file is not the one promised';

/** The circumstances that lead to states which a good day never enters. */
const CIRCUMSTANCES: Record<string, Circumstance> = {
  CloseFailedRun: 'a task is broken',
  CloseGateFailedRun: 'the gate fails',
  CloseRefusedRun: 'a file is not the one promised',
};

export interface ExecutionPlan {
  /** The state before which the execution is killed. */
  killedBefore: string | undefined;
  /** Entries of that state which pass before. */
  passes: number;
  firstFault: { task: string; kind: FaultKind } | undefined;
  circumstance: Circumstance | undefined;
  /** The task that never succeeds. */
  brokenTask: string | undefined;
  /** Numbers of the entered state, counted from 1, at which something happens; infinity or 0 for never. */
  killedAt: number;
  takenForDeadAt: number;
  overwrittenAt: number;
  /** The next execution may start from here on. */
  startedAt: number;
}

/** Plans the execution with this index of a seed. Even seeds kill their first execution, odd ones fault a task in it. */
export function planExecution(
  random: SeededRandom,
  { seed, index, functionNames }: { seed: number; index: number; functionNames: readonly string[] },
): ExecutionPlan {
  const isFirst = index === 0;
  const killedBefore = isFirst && seed % 2 === 0 ? BOUNDARIES[(seed / 2) % BOUNDARIES.length] : undefined;
  const firstFault = isFirst && seed % 2 === 1 ? TASK_FAULTS[((seed - 1) / 2) % TASK_FAULTS.length] : undefined;
  const circumstance = chooseCircumstance(random, killedBefore, firstFault !== undefined);
  const isTaskBroken = circumstance === 'a task is broken' || (!firstFault && random.chance(0.2));
  const brokenTask = isTaskBroken ? random.pick(listBreakableTasks(functionNames, killedBefore)) : undefined;
  const isKilled = !killedBefore && !firstFault && random.chance(0.5);
  const killedAt = isKilled ? 1 + random.below(62) : Number.POSITIVE_INFINITY;
  const isTakenForDead = !firstFault && random.chance(0.15);
  const takenForDeadAt = isTakenForDead ? 1 + random.below(45) : Number.POSITIVE_INFINITY;
  const overwrittenAt = chooseOverwriteTime(random, circumstance);
  const startedAt = 1 + random.below(45);
  const passes = killedBefore ? random.below(2) : 0;
  return {
    ...{ killedBefore, passes, firstFault, circumstance, brokenTask },
    ...{ killedAt, takenForDeadAt, overwrittenAt, startedAt },
  };
}

/** Returns whether a state is entered at most once or rarely, so that no entry of it may pass. */
export const isEnteredOnce = (state: string): boolean => state in CIRCUMSTANCES || state === 'Finished';

function chooseCircumstance(
  random: SeededRandom,
  killedBefore: string | undefined,
  hasFirstFault: boolean,
): Circumstance | undefined {
  const required = CIRCUMSTANCES[killedBefore ?? ''];
  if (required) return required;
  return !hasFirstFault && random.chance(0.15) ? random.pick(Object.values(CIRCUMSTANCES)) : undefined;
}

function chooseOverwriteTime(random: SeededRandom, circumstance: Circumstance | undefined): number {
  if (circumstance === 'a file is not the one promised') return 1;
  return random.chance(0.15) ? 1 + random.below(50) : 0;
}

/** To enter CloseFailedRun a task must fail that the workflow gives up on. */
const listBreakableTasks = (functionNames: readonly string[], killedBefore: string | undefined): readonly string[] =>
  killedBefore === 'CloseFailedRun'
    ? functionNames.filter((name) => !/^(OpenRun|CloseRun|Scoring)$/.test(name))
    : functionNames;
