/**
 * Scores one application by the API and prints the answer.
 *
 *   npm run predict -- --application 3
 *   npm run predict -- --application 3 -c env=dev
 */
import { parseArgs } from 'node:util';
import { SSMClient } from '@aws-sdk/client-ssm';
import pc from 'picocolors';
import { ApiProblem, type Prediction, riskClient } from '../clients/typescript/client.ts';
import { type EnvironmentName, environmentConfig } from '../lib/config.ts';
import { LocalCloudError } from './errors.ts';
import { stackParameters } from './journey/parameters.ts';
import { clientConfiguration, fetchToken } from './token.ts';

/** Asks for a prediction as the demo client. Throws ApiProblem, ParameterMissing and TokenRefused. */
export async function askPrediction(application_id: string, environment: EnvironmentName): Promise<Prediction> {
  const parameter = await stackParameters(environment, new SSMClient(clientConfiguration(environment)));
  const client = riskClient({ baseUrl: parameter('api/url'), token: () => fetchToken({ environment }) });
  const { data } = await client.POST('/v1/predict', { body: { application_id } });
  if (!data) throw new LocalCloudError('the API answered nothing');
  return data;
}

/** The answer for a person, a line a fact. */
export function readable(answer: Prediction): string {
  const lines: [string, string][] = [
    ['decision', `${pc.bold(answer.decision)}, by ${answer.decided_by.replace(/^rule:/, 'the rule ')}`],
    ['score', `${answer.score} of 300 to 850, band ${answer.band}`],
    ['probability of default', `${(100 * answer.pd).toFixed(2)} %`],
    ['expected loss', `${answer.expected_loss} = PD × LGD ${answer.lgd} × EAD ${answer.ead}`],
    ...answer.reasons.map(({ text }, i): [string, string] => [i === 0 ? 'reasons' : '', text]),
    ['customer', answer.customer_id],
    ['features as of', answer.features_as_of],
    ['model', answer.model_version],
    ['policy', answer.policy_version],
    ['evidence', answer.prediction_id],
  ];
  const facts = lines.map(([name, value]) => `  ${pc.dim(name.padEnd(24))}${value}`);
  return [`${pc.bold('Application')} ${answer.application_id}`, ...facts].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { application: { type: 'string', short: 'a' }, context: { type: 'string', short: 'c' } },
  });
  try {
    if (!values.application) throw new LocalCloudError('say which application: npm run predict -- --application ID');
    const { name } = environmentConfig(values.context?.replace(/^env=/, '') ?? 'local');
    console.log(readable(await askPrediction(values.application, name)));
  } catch (error) {
    const isTold = error instanceof ApiProblem || error instanceof LocalCloudError;
    console.error(isTold ? error.message : error);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
