/** How long the first training of a lender searches, so that it ends within three minutes on two cores. */
import type { Client } from 'pg';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';

/** Outcomes, and the seconds of a search that leave a training of so many within its three minutes (docs/models.md). */
const FEW = { outcomes: 5_000, seconds: 60 };
const MANY = { outcomes: 24_000, seconds: 45 };

/** Counts the known outcomes and chooses the budget for them, in seconds. */
export async function readSearchBudget(database: Client): Promise<number> {
  const { rows } = await database.query<{ outcomes: number }>(readSqlFile('cli/journey/count_outcomes.sql'));
  return chooseSearchBudget(rows[0]?.outcomes ?? 0);
}

/** Seconds of the search for so many outcomes: the fewer they are, the less time the other steps take. */
export function chooseSearchBudget(outcomes: number): number {
  const share = (outcomes - FEW.outcomes) / (MANY.outcomes - FEW.outcomes);
  return Math.round(FEW.seconds + (MANY.seconds - FEW.seconds) * Math.min(1, Math.max(0, share)));
}
