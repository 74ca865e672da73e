/** One real question to the running API, as a REST client would ask it. */
import type { Client } from 'pg';
import pc from 'picocolors';
import { fetchToken } from '../commands/token.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The API answered with something else than a prediction. */
export class PredictionFailed extends CommandError {}

/** What `POST /v1/predict` answers, as far as the summary shows it. */
export interface Prediction {
  prediction_id: string;
  application_id: string;
  customer_id: string;
  pd: number;
  score: number;
  band: string;
  decision: string;
  decided_by: string;
  expected_loss: number;
  reasons: { rank: number; label: string; text: string; value: number | string | null; contribution: number | null }[];
  explanation: { scale: string; base: number; margin: number } | null;
  model_version: string;
  features_as_of: string;
}

/** Asks for a prediction with a fresh token of the demo client. Throws PredictionFailed with the problem's detail. */
export async function predict(apiUrl: string, applicationId: string): Promise<Prediction> {
  const token = await fetchToken();
  const response = await fetch(`${apiUrl}/v1/predict`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ application_id: applicationId }),
  });
  const answer = (await response.json()) as Prediction & { detail?: string };
  if (response.ok) return answer;
  throw new PredictionFailed(`POST /v1/predict answered ${response.status}: ${answer.detail ?? 'no detail'}`);
}

/** Asks about an application that was scored last and prints the answer; nothing when there is no champion. */
export async function printPrediction(parameter: (name: string) => string, database: Client): Promise<void> {
  const { rows } = await database.query<{ application_id: string }>(
    `select application_id from predictions.risk_scores where source = 'batch' order by prediction_id desc limit 1`,
  );
  const applicationId = rows[0]?.application_id;
  if (!applicationId) return;
  const started = performance.now();
  const answer = await predict(parameter('api/url'), applicationId);
  const milliseconds = (performance.now() - started).toFixed(0);
  console.log(`\n${pc.bold('One prediction')} from POST /v1/predict, token included, in ${milliseconds} ms`);
  const by = answer.decided_by === 'score' ? 'by score' : `by ${answer.decided_by}`;
  console.log(
    `  application ${answer.application_id}: PD ${(100 * answer.pd).toFixed(1)} %, score ${answer.score}, ` +
      `band ${answer.band}, ${pc.bold(answer.decision)} ${by}, expected loss ${answer.expected_loss}`,
  );
  printReasons(answer);
  console.log(`  ${pc.dim(`evidence ${answer.prediction_id}, features as of ${answer.features_as_of}`)}`);
}

/** Words, value and weight of each reason; docs/reasons.md says how to read them. */
function printReasons({ reasons, explanation }: Prediction): void {
  for (const { rank, label, text, value, contribution } of reasons) {
    const shown = typeof value === 'number' ? figureOf(value) : (value ?? 'unknown');
    const weight = contribution === null ? '' : `, +${contribution.toFixed(3)}`;
    const name = label === text ? '' : `${label}: `;
    console.log(`    ${rank}. ${text} ${pc.dim(`(${name}${shown}${weight})`)}`);
  }
  if (!explanation) return;
  const { scale, base, margin } = explanation;
  const words = scale === 'log_odds' ? 'log-odds' : 'probability';
  console.log(`  ${pc.dim(`${words} before calibration ${margin.toFixed(3)}, on average ${base.toFixed(3)}`)}`);
}

const figureOf = (value: number) => value.toLocaleString('en-GB', { maximumSignificantDigits: 6 });
