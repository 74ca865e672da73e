/** Holds a run whose full deliveries end too many rows, until a person accepts that very delivery. */
import { z } from 'zod';
import { type Database, uuid } from '../shared/aws/database.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import type { CheckEvaluation } from './evaluate-check.ts';

/** The check of sql/quality/missing_rows.sql. */
export const MISSING_ROWS = 'missing_rows';

const printableText = (length: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(length)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'a text without control characters');

/** A person's word that the rows which a held run would end are gone indeed (`npm run etl -- --accept-missing`). */
export const MissingAcceptance = z.strictObject({
  /** The held run. */
  run_id: z.uuid(),
  by: printableText(300),
  why: printableText(400),
});
export type MissingAcceptance = z.infer<typeof MissingAcceptance>;

/**
 * Returns the result of the check, passed where a person accepted it. The acceptance counts for the delivery that the
 * named run was held for, so not for a manifest that has replaced it.
 */
export async function applyAcceptance<Result extends CheckEvaluation & { description: string }>(
  database: Database,
  run: Run,
  result: Result,
  acceptance: MissingAcceptance | undefined,
): Promise<Result> {
  if (result.pass) return result;
  const held = { ...result, description: `${result.description} Would end ${result.sample_keys.join('; ')}.` };
  if (!acceptance || !(await isHeldDelivery(database, run, acceptance))) return held;
  return { ...held, pass: true, description: `${held.description} Accepted by ${acceptance.by}: ${acceptance.why}` };
}

async function isHeldDelivery(database: Database, run: Run, { run_id }: MissingAcceptance): Promise<boolean> {
  const statement = readSqlFile('quality/results/is_held_delivery.sql');
  const parameters = { run_id: uuid(run.run_id), held_run_id: uuid(run_id) };
  const [delivery] = await database.query<{ is_held: boolean }>(statement, parameters);
  return delivery?.is_held === true;
}
