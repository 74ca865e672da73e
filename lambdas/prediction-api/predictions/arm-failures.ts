/**
 * Counts requests that an arm of an experiment could not decide: what its guardrail for errors reads. Open it to change
 * what counts as a failure of an arm.
 */
import type { Database } from '../../shared/aws/database.ts';
import type { ChosenArm } from '../../shared/decision/choose-arm.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { Problem } from '../http/problem.ts';
import type { ScoringInput } from './read-scoring-inputs.ts';

/** An input, the arm of its customer, and what came of it. */
interface Attempt {
  input: Pick<ScoringInput, 'run_id'>;
  arm: ChosenArm | null;
  result: unknown;
}

export type CountArmFailures = (attempts: readonly Attempt[]) => Promise<void>;

/** Features that the caller sent can be wrong; with stored ones, and by a fault of ours, the arm has failed. */
const hasFailed = ({ input, result }: Attempt): boolean =>
  result instanceof Problem && (input.run_id !== null || result.status >= 500);

/**
 * Creates a function that stores how many requests each arm could not decide. It never rejects: the response is the
 * problem in any case.
 */
export function createArmFailureCounter(
  database: () => Database,
  { logger }: Pick<Telemetry, 'logger'>,
): CountArmFailures {
  return async (attempts) => {
    const failed = attempts.filter(hasFailed).flatMap(({ arm }) => arm ?? []);
    for (const [arm, failures] of Map.groupBy(failed, (chosen) => chosen.arm)) {
      const values = { experiment_id: failures[0]?.experiment_id ?? '', arm, failures: failures.length };
      try {
        await database().query(readSqlFile('api/predict/count_arm_failures.sql'), values);
      } catch (error) {
        logger.warn('failures of an arm were not counted', error as Error);
      }
    }
  };
}
