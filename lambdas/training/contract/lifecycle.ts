/** Defines the lifecycle stages of a model, and the changes that workflows request. */
import { z } from 'zod';

export type LifecycleStage = 'candidate' | 'challenger' | 'champion' | 'retired' | 'rejected';

const Version = z.string().min(1).max(100);
const Identity = z.string().trim().min(1).max(300);
const ExecutionId = z.string().min(1).max(300);

export const LifecycleChange = z.discriminatedUnion('action', [
  /** Decides by the gates which stage the candidate of a training gets. */
  z.object({ action: z.literal('admit'), version: Version, actor: Identity, execution_id: ExecutionId }),
  /** Makes the promotion or rollback of an approved request. */
  z.object({ action: z.literal('apply'), request_id: z.uuid(), execution_id: ExecutionId }),
  /** Changes no stage: writes MLflow's copy again. */
  z.object({ action: z.literal('follow'), execution_id: ExecutionId }),
]);
export type LifecycleChange = z.output<typeof LifecycleChange>;

type LifecycleChangeRefusal =
  | 'unknown_version'
  | 'not_judged'
  | 'rejected_by_gates'
  | 'never_champion'
  | 'champion_changed'
  | 'unknown_request'
  | 'not_approved'
  | 'other_scale'
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
  /** Of an applied request that one person made without an approval. */
  is_emergency?: boolean;
}
