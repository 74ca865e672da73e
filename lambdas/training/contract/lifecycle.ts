/** Defines the lifecycle stages of a model, and the changes that workflows request. */
import { z } from 'zod';

export type LifecycleStage = 'candidate' | 'challenger' | 'champion' | 'retired' | 'rejected';

const Version = z.string().min(1).max(100);
const Reason = z.string().trim().min(1).max(1000);
const Identity = z.string().trim().min(1).max(300);
const ExecutionId = z.string().min(1).max(300);

/** Fields of a change that a person requests. `caller` is the IAM identity of the command. */
const requestedByPerson = { why: Reason, actor: Identity, caller: Identity, execution_id: ExecutionId };

export const LifecycleChange = z.discriminatedUnion('action', [
  /** Decides by the gates which stage the candidate of a training gets. */
  z.object({ action: z.literal('admit'), version: Version, actor: Identity, execution_id: ExecutionId }),
  z.object({
    ...{ action: z.literal('promote'), version: Version, ...requestedByPerson },
    /** Also promotes a model that a gate rejected, or that no gate has judged. */
    despite_gates: z.boolean().default(false),
  }),
  /** Back to `version`, or to the champion before the present one. */
  z.object({ action: z.literal('rollback'), version: Version.nullish(), ...requestedByPerson }),
  /** Changes no stage: writes MLflow's copy again. */
  z.object({ action: z.literal('follow'), execution_id: ExecutionId }),
]);
export type LifecycleChange = z.output<typeof LifecycleChange>;

type LifecycleChangeRefusal =
  | 'unknown_version'
  | 'not_judged'
  | 'rejected_by_gates'
  | 'never_champion'
  | 'nothing_before'
  | 'no_champion'
  | 'damaged';

export interface LifecycleChangeResult {
  outcome:
    | 'champion'
    | 'challenger'
    | 'rejected'
    | 'rolled_back'
    | 'followed'
    | 'already_champion'
    | LifecycleChangeRefusal;
  /** One line for a person. */
  message: string;
  version: string | null;
  /** The model that was at the stage before. */
  replaced: string | null;
  reasons: string[];
}
