/** Prints one prediction of the running API at the end of a journey. */
import type { Client } from 'pg';
import pc from 'picocolors';
import type { Prediction } from '../../clients/typescript/client.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { requestPrediction } from '../predictions/request-prediction.ts';
import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatFeatureValue,
  formatPercent,
  formatSigned,
} from '../terminal/format.ts';

/** Requests a prediction of the application that the daily scoring scored last; without one prints nothing. */
export async function printPrediction(parameter: (name: string) => string, database: Client): Promise<void> {
  const { rows } = await database.query<{ application_id: string }>(
    readSqlFile('cli/journey/find_newest_scored_application.sql'),
  );
  const applicationId = rows[0]?.application_id;
  if (!applicationId) return;
  const started = performance.now();
  const prediction = await requestPrediction(parameter('api/url'), { application_id: applicationId });
  const seconds = (performance.now() - started) / 1000;
  console.log(`\n${pc.bold('One prediction')} from POST /v1/predict, token included, in ${formatDuration(seconds)}`);
  console.log(
    `  application ${prediction.application_id}: PD ${formatPercent(prediction.pd)}, score ${prediction.score}, ` +
      `band ${prediction.band}, ${pc.bold(prediction.decision)} by ${prediction.decided_by}, expected loss ${formatCount(prediction.expected_loss)}`,
  );
  printReasons(prediction);
  console.log(
    `  ${pc.dim(`evidence ${prediction.prediction_id}, features as of ${prediction.features_as_of?.slice(0, 10)}`)}`,
  );
}

/** Prints text, value and contribution of each reason; docs/decisions.md explains them. */
function printReasons({ reasons, explanation }: Prediction): void {
  for (const { rank, label, text, value, contribution } of reasons) {
    const formatted = formatFeatureValue(value);
    const weight = contribution === null ? '' : `, ${formatSigned(contribution)}`;
    const name = label === text ? '' : `${label}: `;
    console.log(`    ${rank}. ${text} ${pc.dim(`(${name}${formatted}${weight})`)}`);
  }
  if (!explanation) return;
  const { scale, base, margin } = explanation;
  const unit = scale === 'log_odds' ? 'log-odds' : 'probability';
  console.log(`  ${pc.dim(`${unit} before calibration ${formatDecimal(margin)}, on average ${formatDecimal(base)}`)}`);
}
