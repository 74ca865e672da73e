/**
 * Scores one application by the API and prints the answer: a delivered one, or a new one of a known customer.
 *
 *   npm run predict -- --application 3
 *   npm run predict -- --customer 3 --amount 200000 --term-months 24 --annual-rate 0.12 --attribute grade=A
 *   npm run predict -- --batch applications.csv   a file of them: cli/predictions/predict-batch.ts
 *   npm run predict -- --application 3 -c env=dev
 */
import { parseArgs } from 'node:util';
import { SSMClient } from '@aws-sdk/client-ssm';
import pc from 'picocolors';
import { ApiProblem, createRiskClient, type Prediction, type PredictRequest } from '../../clients/typescript/client.ts';
import { type EnvironmentName, environmentConfig } from '../../lib/config.ts';
import { readStackParameters } from '../aws/stack-parameters.ts';
import { predictBatch } from '../predictions/predict-batch.ts';
import { CommandError } from '../terminal/command-error.ts';
import { fetchToken, sdkConfigurationOf } from './token.ts';

const options = {
  application: { type: 'string', short: 'a' },
  customer: { type: 'string' },
  amount: { type: 'string' },
  'term-months': { type: 'string' },
  'annual-rate': { type: 'string' },
  purpose: { type: 'string' },
  'monthly-debt-payments': { type: 'string' },
  'collateral-value': { type: 'string' },
  attribute: { type: 'string', multiple: true },
  context: { type: 'string', short: 'c' },
} as const;

const HOW =
  'say which application: npm run predict -- --application ID, or a new one: npm run predict -- --customer ID --amount MONEY';

/** Asks for a prediction as the demo client. Throws ApiProblem, ParameterMissing and TokenRefused. */
export async function requestPrediction(body: PredictRequest, environment: EnvironmentName): Promise<Prediction> {
  const parameter = await readStackParameters(environment, new SSMClient(sdkConfigurationOf(environment)));
  const client = createRiskClient({ baseUrl: parameter('api/url'), token: () => fetchToken({ environment }) });
  const { data } = await client.POST('/v1/predict', { body });
  if (!data) throw new CommandError('the API answered nothing');
  return data;
}

/**
 * The request that the words of a command line make, and the environment they name. What is not said of a new
 * application is unknown; the API says what is wrong with the rest. Throws LocalCloudError where nobody is named.
 */
export function buildPredictRequest(args: readonly string[]): { body: PredictRequest; environment: string } {
  const { values } = parseArgs({ args: [...args], options });
  const environment = values.context?.replace(/^env=/, '') ?? 'local';
  if (values.application !== undefined && values.customer === undefined) {
    return { body: { application_id: values.application }, environment };
  }
  if (values.customer === undefined || values.amount === undefined || values.application !== undefined) {
    throw new CommandError(HOW);
  }
  const body = {
    customer_id: values.customer,
    amount: Number(values.amount),
    ...numbers({
      term_months: values['term-months'],
      annual_rate: values['annual-rate'],
      monthly_debt_payments: values['monthly-debt-payments'],
      collateral_value: values['collateral-value'],
    }),
    ...(values.purpose !== undefined && { purpose: values.purpose }),
    ...(values.attribute && { attributes: Object.fromEntries(values.attribute.map(attributeOf)) }),
  };
  return { body, environment };
}

function numbers(texts: Record<string, string | undefined>): Record<string, number> {
  const given = Object.entries(texts).filter(([, text]) => text !== undefined);
  return Object.fromEntries(given.map(([name, text]) => [name, Number(text)]));
}

/** `grade=A`; a value that is a number is sent as one. */
function attributeOf(text: string): [string, string | number] {
  const [name = '', ...rest] = text.split('=');
  const value = rest.join('=');
  return [name, value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value];
}

/** The answer for a person, a line a fact. */
export function formatPrediction(answer: Prediction): string {
  const { application_id, customer_id, features_as_of, features_age_hours, stale } = answer;
  const age = stale ? `, ${pc.yellow(`${((features_age_hours ?? 0) / 24).toFixed(0)} days old`)}` : '';
  const lines: [string, string][] = [
    ['decision', `${pc.bold(answer.decision)}, by ${answer.decided_by.replace(/^rule:/, 'the rule ')}`],
    ['score', `${answer.score} of 300 to 850, band ${answer.band}`],
    ['probability of default', `${(100 * answer.pd).toFixed(2)} %`],
    ['expected loss', `${answer.expected_loss} = PD × LGD ${answer.lgd} × EAD ${answer.ead}`],
    ...answer.reasons.map(({ text }, i): [string, string] => [i === 0 ? 'reasons' : '', text]),
    ['customer', customer_id ?? 'not named'],
    ['features as of', features_as_of === null ? 'sent with the request' : `${features_as_of}${age}`],
    ['model', answer.model_version],
    ['policy', answer.policy_version],
    ['evidence', answer.prediction_id],
  ];
  const facts = lines.map(([name, value]) => `  ${pc.dim(name.padEnd(24))}${value}`);
  const title = application_id === null ? pc.bold('New application') : `${pc.bold('Application')} ${application_id}`;
  return [title, ...facts].join('\n');
}

async function main(): Promise<void> {
  try {
    const args = process.argv.slice(2);
    if (args.some((arg) => /^--batch(=|$)/.test(arg))) return await predictBatch(args);
    const { body, environment } = buildPredictRequest(args);
    console.log(formatPrediction(await requestPrediction(body, environmentConfig(environment).name)));
  } catch (error) {
    const isTold = error instanceof ApiProblem || error instanceof CommandError;
    console.error(isTold ? error.message : error);
    if (error instanceof ApiProblem) {
      for (const { path, message } of error.problem.errors) console.error(`  ${path}: ${message}`);
    }
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
