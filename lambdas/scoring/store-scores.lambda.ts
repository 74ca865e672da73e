/** Third step of the daily scoring, once for each part: stores its scores as evidence. */
import { getDatabase } from '../shared/aws/database.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { ScoringPartInput } from './contract/scoring-payload.ts';
import { storeScores } from './daily/store-scores.ts';

export const handler = createRiskHandler({ name: 'scoring/store-scores', input: ScoringPartInput }, (input) => {
  const [workBucket, region] = [requireEnv('WORK_BUCKET'), requireEnv('AWS_REGION')];
  return storeScores({ database: getDatabase(), workBucket, region }, input);
});
