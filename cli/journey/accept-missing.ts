/** Releases a day that is held because its full deliveries would end too many rows; open it for `--accept-missing`. */
import { MissingAcceptance } from '../../lambdas/quality/missing-rows.ts';
import type { Sql } from '../../lambdas/shared/aws/database.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { InvalidOptions } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';
import { runTimedWorkflow, type WorkflowDependencies } from '../workflows/run-timed-workflow.ts';
import type { EtlOutput } from './backfill.ts';

/** The run is not held for missing rows, or no longer. */
export class RunNotHeld extends CommandError {}

/** A day that is held, with the run that was stopped. */
export interface HeldDay {
  run_id: string;
  as_of: string;
  /** The tables beyond their bound, with their counts. */
  missing: string[];
}

/** The held days, the oldest first. */
export const listHeldDays = (database: Sql): Promise<HeldDay[]> =>
  database.query<HeldDay>(readSqlFile('cli/status/list_held_days.sql'));

/**
 * Builds the acceptance that the daily workflow takes.
 * @throws {InvalidOptions} when the run's id, the reason or the name is not acceptable
 */
export function buildAcceptance(run_id: string, why: string | undefined, by: string): MissingAcceptance {
  const parsed = MissingAcceptance.safeParse({ run_id, by, why: why ?? '' });
  if (parsed.success) return parsed.data;
  const options: Record<string, string> = {
    run_id: '--accept-missing takes the id of the held run, which npm run status names',
    why: '--accept-missing needs --why "…", at most 400 characters in one line: it is stored with the run',
    by: '--as takes at most 300 characters in one line',
  };
  throw new InvalidOptions(options[String(parsed.error.issues[0]?.path[0])] ?? parsed.error.message);
}

/**
 * Runs the daily workflow with a person's word that the rows which the held run would end are gone indeed.
 * @throws {RunNotHeld} when the run is not held
 * @throws {WorkflowFailed} when a delivery is refused, fails the quality gate for another reason, or its run fails
 */
export async function acceptMissing(
  acceptance: MissingAcceptance,
  { database, ...dependencies }: WorkflowDependencies & { database: Sql },
): Promise<{ held: HeldDay; output: EtlOutput }> {
  const heldDays = await listHeldDays(database);
  const held = heldDays.find(({ run_id }) => run_id === acceptance.run_id);
  if (!held) {
    const names = heldDays.map(({ run_id, as_of }) => `${run_id} (${as_of})`).join(', ');
    throw new RunNotHeld(`run ${acceptance.run_id} is not held for missing rows; held are: ${names || 'none'}`);
  }
  dependencies.progress.printSection(`Daily workflow, accepting what ${held.as_of} ends: ${held.missing.join('; ')}`);
  const { output } = await runTimedWorkflow<EtlOutput>('daily-etl', { accept_missing: acceptance }, dependencies);
  return { held, output };
}
