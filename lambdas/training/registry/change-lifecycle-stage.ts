/** Every change of a model's stage: by the gates after a training, or by a person who promotes or rolls back. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Database, Sql } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { configuration } from '../contract/configuration.ts';
import { decidePromotion } from '../promotion/promotion-decision.ts';
import {
  applyTransition,
  findModel,
  findModelAtStage,
  lockRegistry,
  type RegisteredModel,
  type TransitionAuthor,
} from './registry.ts';

const version = z.string().min(1).max(100);
const why = z.string().trim().min(1).max(1000);
const who = z.string().trim().min(1).max(300);
const execution_id = z.string().min(1).max(300);

/** A change as the workflows ask for it. */
export const LifecycleChange = z.discriminatedUnion('action', [
  /** Judges the candidate of a training by its gates. */
  z.object({ action: z.literal('admit'), version, actor: who, execution_id }),
  z.object({
    ...{ action: z.literal('promote'), version, why, actor: who, caller: who, execution_id },
    /** Promotes a model that a gate rejected, or that none judged. */
    despite_gates: z.boolean().default(false),
  }),
  /** Back to `version`, or to the champion before the present one. */
  z.object({ action: z.literal('rollback'), version: version.nullish(), why, actor: who, caller: who, execution_id }),
  /** Changes nothing: lets MLflow be written again. */
  z.object({ action: z.literal('follow'), execution_id }),
]);
export type LifecycleChange = z.output<typeof LifecycleChange>;
type Person = Extract<LifecycleChange, { action: 'promote' | 'rollback' }>;

export interface RegistryDependencies {
  database: Database;
  store: ObjectStore;
  /** The model bucket. */
  bucket: string;
}

/** What came of it. Only the first five changed something, or leave something for MLflow to follow. */
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
  /** The model whose place it took. */
  replaced: string | null;
  reasons: string[];
}

export type LifecycleChangeRefusal =
  | 'unknown_version'
  | 'not_judged'
  | 'rejected_by_gates'
  | 'never_champion'
  | 'nothing_before'
  | 'no_champion'
  | 'damaged';

/** Changes one stage, once for an execution: an attempt after a finished one repeats its answer. */
export async function changeLifecycleStage(
  tools: RegistryDependencies,
  change: LifecycleChange,
): Promise<LifecycleChangeResult> {
  if (change.action === 'follow') return answer('followed', null, 'MLflow is written anew');
  return tools.database.transaction(async (tx) => {
    await lockRegistry(tx);
    const { execution_id } = change;
    const [earlier] = await tx.query<{ outcome: LifecycleChangeResult }>(
      readSqlFile('training/registry/find_result_of_execution.sql'),
      {
        execution_id,
      },
    );
    if (earlier) return earlier.outcome;
    if (change.action === 'admit') return admit(tx, change);
    return change.action === 'promote' ? promote(tx, tools, change) : rollback(tx, tools, change);
  });
}

async function admit(tx: Sql, { version, actor, execution_id }: Extract<LifecycleChange, { action: 'admit' }>) {
  const model = await findModel(tx, version);
  if (!model) return unknown(version);
  // Judged before, by another execution of the same job: its stage stays as it is.
  if (model.stage !== 'candidate') return answer(judged(model), version, `${version} is ${model.stage}`);
  const { stage, reasons, gates } = decidePromotion(
    model.manifest,
    await findModelAtStage(tx, 'champion'),
    configuration,
  );
  const mover = { actor, why: reasons.join('; '), caller: null, execution_id };
  const move = { model, to: stage, reasons, gates, isPromotion: stage === 'champion' };
  return moved(tx, move, mover, stage, `${version} is ${stage}: ${reasons.join('; ')}`);
}

const judged = ({ stage, was_champion }: RegisteredModel) =>
  was_champion ? 'champion' : stage === 'rejected' ? 'rejected' : 'challenger';

async function promote(tx: Sql, tools: RegistryDependencies, change: Extract<LifecycleChange, { action: 'promote' }>) {
  const { version, despite_gates } = change;
  const model = await findModel(tx, version);
  if (!model) return unknown(version);
  if (model.stage === 'champion') return answer('already_champion', version, `${version} is the champion already`);
  if (model.stage === 'rejected' && !despite_gates) {
    return answer(
      'rejected_by_gates',
      version,
      `${version} was rejected by its gates; --despite-gates promotes it all the same`,
    );
  }
  if (model.stage === 'candidate' && !despite_gates) {
    return answer('not_judged', version, `no gate has judged ${version} yet; --despite-gates promotes it all the same`);
  }
  const damage = await damageOf(tools, model);
  if (damage) return answer('damaged', version, damage);
  const despite = model.stage === 'rejected' || model.stage === 'candidate' ? ', despite its gates' : '';
  const move = { model, to: 'champion' as const, reasons: [`promoted${despite}: ${change.why}`], isPromotion: true };
  return moved(tx, move, moverOf(change), 'champion', `${version} is the champion now`);
}

async function rollback(
  tx: Sql,
  tools: RegistryDependencies,
  change: Extract<LifecycleChange, { action: 'rollback' }>,
) {
  const champion = await findModelAtStage(tx, 'champion');
  if (!champion) return answer('no_champion', null, 'there is no champion to roll back from');
  const target = change.version ?? (await championBefore(tx));
  if (!target) return answer('nothing_before', null, `no champion came before ${champion.version}`);
  const model = await findModel(tx, target);
  if (!model) return unknown(target);
  if (model.stage === 'champion') return answer('already_champion', target, `${target} is the champion already`);
  if (!model.was_champion) {
    return answer('never_champion', target, `${target} never was champion, so nothing rolls back to it; promote it`);
  }
  const damage = await damageOf(tools, model);
  if (damage) return answer('damaged', target, damage);
  const move = { model, to: 'champion' as const, reasons: [`rolled back to: ${change.why}`] };
  return moved(tx, move, moverOf(change), 'rolled_back', `${target} is the champion again`);
}

async function championBefore(tx: Sql): Promise<string | undefined> {
  const [before] = await tx.query<{ version: string }>(readSqlFile('training/registry/find_previous_champion.sql'));
  return before?.version;
}

const moverOf = ({ actor, caller, why, execution_id }: Person): TransitionAuthor => ({
  actor,
  caller,
  why,
  execution_id,
});

async function moved(
  tx: Sql,
  move: Parameters<typeof applyTransition>[1],
  mover: TransitionAuthor,
  outcome: LifecycleChangeResult['outcome'],
  message: string,
): Promise<LifecycleChangeResult> {
  let result = answer(outcome, move.model.version, message, move.reasons);
  await applyTransition(tx, move, mover, (replaced) => {
    result = { ...result, replaced, message: replaced ? `${message}; it took the place of ${replaced}` : message };
    return result;
  });
  return result;
}

function answer(
  outcome: LifecycleChangeResult['outcome'],
  version: string | null,
  message: string,
  reasons: string[] = [],
): LifecycleChangeResult {
  return { outcome, version, message, replaced: null, reasons };
}

const unknown = (version: string) => answer('unknown_version', version, `no model has the version ${version}`);

/** Why serving would refuse the model's file, before requests find out. */
async function damageOf({ store, bucket }: RegistryDependencies, { onnx_key, onnx_sha256 }: RegisteredModel) {
  const hash = createHash('sha256');
  try {
    for await (const block of await store.getStream(bucket, onnx_key)) hash.update(block);
  } catch (error) {
    if (error instanceof ObjectMissing) return `its file ${onnx_key} is not there`;
    throw error;
  }
  return hash.digest('hex') === onnx_sha256 ? undefined : `its file ${onnx_key} is not the registered one`;
}
