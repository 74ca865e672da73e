/** Prints one prediction of the running API at the end of a journey. */
import type { Client } from 'pg';
import pc from 'picocolors';
import type { Prediction } from '../../clients/typescript/client.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { requestPrediction } from '../predictions/request-prediction.ts';

/** Requests a prediction of the application that the daily scoring scored last; without one prints nothing. */
export async function printPrediction(parameter: (name: string) => string, database: Client): Promise<void> {
  const { rows } = await database.query<{ application_id: string }>(
    readSqlFile('cli/journey/find_newest_scored_application.sql'),
  );
  const applicationId = rows[0]?.application_id;
  if (!applicationId) return;
  const started = performance.now();
  const prediction = await requestPrediction(parameter('api/url'), { application_id: applicationId });
  const milliseconds = (performance.now() - started).toFixed(0);
  console.log(`\n${pc.bold('One prediction')} from POST /v1/predict, token included, in ${milliseconds} ms`);
  console.log(
    `  application ${prediction.application_id}: PD ${(100 * prediction.pd).toFixed(1)} %, score ${prediction.score}, ` +
      `band ${prediction.band}, ${pc.bold(prediction.decision)} by ${prediction.decided_by}, expected loss ${prediction.expected_loss}`,
  );
  printReasons(prediction);
  console.log(`  ${pc.dim(`evidence ${prediction.prediction_id}, features as of ${prediction.features_as_of}`)}`);
}

/** Prints text, value and contribution of each reason; docs/decisions.md explains them. */
function printReasons({ reasons, explanation }: Prediction): void {
  for (const { rank, label, text, value, contribution } of reasons) {
    const formatted = typeof value === 'number' ? formatValue(value) : (value ?? 'unknown');
    const weight = contribution === null ? '' : `, +${contribution.toFixed(3)}`;
    const name = label === text ? '' : `${label}: `;
    console.log(`    ${rank}. ${text} ${pc.dim(`(${name}${formatted}${weight})`)}`);
  }
  if (!explanation) return;
  const { scale, base, margin } = explanation;
  const unit = scale === 'log_odds' ? 'log-odds' : 'probability';
  console.log(`  ${pc.dim(`${unit} before calibration ${margin.toFixed(3)}, on average ${base.toFixed(3)}`)}`);
}

const formatValue = (value: number) => value.toLocaleString('en-GB', { maximumSignificantDigits: 6 });
