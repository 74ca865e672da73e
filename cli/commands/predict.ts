/** `npm run predict`: scores one application, or a file of them, through the API. */
import { statSync } from 'node:fs';
import { ReasonsFor } from '../../lambdas/shared/batch-contract.ts';
import { readApiParameters } from '../environment/access-token.ts';
import {
  chooseStateFolder,
  environmentOptions,
  LOCAL_EXIT_CODES,
  resolveEnvironmentName,
} from '../environment/environment-options.ts';
import { formatPrediction } from '../predictions/format-prediction.ts';
import { predictBatch } from '../predictions/predict-batch.ts';
import { type ApplicationOptions, buildPredictRequest, parseAttribute } from '../predictions/predict-request.ts';
import { requestPrediction } from '../predictions/request-prediction.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { createNumberParser } from '../terminal/parse-values.ts';

export const predictCommand = defineCommand({
  name: 'predict',
  summary: 'scores one application, or a file of them, through the API',
  description:
    'Requests a prediction and prints it: of a delivered application, of a new application of a known customer (a what-if), or of every row of a file, whose result has a line for each row; rows without a score are named with line and reason. The client is the local demo client, on AWS the service client. The API has to be up: npm start, or an environment on AWS.',
  options: {
    application: { value: 'ID', short: 'a', description: 'delivered application to score' },
    customer: { value: 'ID', description: 'known customer with a new application; needs --amount' },
    amount: {
      value: 'MONEY',
      description: "amount of the loan, in the lender's currency",
      parse: createNumberParser('amount'),
    },
    'term-months': { value: 'N', description: 'term of the loan, in months', parse: createNumberParser('term-months') },
    'annual-rate': {
      value: 'RATE',
      description: 'interest a year, 0.12 for 12 %',
      parse: createNumberParser('annual-rate'),
    },
    purpose: { value: 'TEXT', description: "purpose of the loan, in the lender's words" },
    'monthly-debt-payments': {
      value: 'MONEY',
      description: "payments on other debts a month, in the lender's currency",
      parse: createNumberParser('monthly-debt-payments'),
    },
    'collateral-value': {
      value: 'MONEY',
      description: "value of the collateral, in the lender's currency",
      parse: createNumberParser('collateral-value'),
    },
    attribute: {
      value: 'NAME=VALUE',
      description:
        "value of one of the lender's attributes; a category of digits in quotes: 'code=\"007\"'; may be repeated",
      isRepeatable: true,
      parse: parseAttribute,
    },
    batch: {
      value: 'FILE',
      path: 'file to read',
      description: 'CSV file with a header line, or gzip of it, up to 5,000,000 rows',
    },
    out: {
      value: 'FILE',
      path: 'file to write',
      description: 'result of --batch (default: NAME-scores.csv.gz in the current folder)',
    },
    reasons: {
      value: 'WHOSE',
      description: `scores of --batch that get reasons: ${ReasonsFor.options.join(', ')} (default: as the environment is configured)`,
      parse: parseReasons,
    },
    ...environmentOptions,
  },
  examples: {
    'npm run predict -- --application 3': 'scores a delivered application',
    'npm run predict -- --customer 3 --amount 200000 --term-months 24 --annual-rate 0.12 --attribute grade=A':
      'scores a new application of a customer',
    'npm run predict -- --batch applications.csv': 'scores a file and writes applications-scores.csv.gz',
    'npm run predict -- --application 3 --env dev': 'the same on AWS',
  },
  exitCodes: LOCAL_EXIT_CODES,
  async run({ batch, out, reasons, env, context, state, ...application }) {
    chooseStateFolder(state);
    const environment = resolveEnvironmentName({ env, context });
    if (batch !== undefined) {
      refuseApplication(application);
      if (out !== undefined && isSameFile(batch, out))
        throw new InvalidOptions('--out is the file of --batch: name another');
      return predictBatch({ environment, path: batch, out, reasons });
    }
    if (out !== undefined || reasons !== undefined) throw new InvalidOptions('--out and --reasons need --batch');
    const body = buildPredictRequest(application);
    const parameter = await readApiParameters(environment);
    console.log(formatPrediction(await requestPrediction(parameter('api/url'), body, environment)));
  },
});

function refuseApplication(application: ApplicationOptions): void {
  const option = Object.entries(application).find(([, value]) => value !== undefined);
  if (option) throw new InvalidOptions(`--${option[0]} can't be given with --batch: its rows say what to score`);
}

/** Whether two paths lead to one file, also by a link. */
function isSameFile(path: string, other: string): boolean {
  const [first, second] = [path, other].map((name) => statSync(name, { throwIfNoEntry: false }));
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

function parseReasons(text: string): ReasonsFor {
  const reasons = ReasonsFor.safeParse(text);
  if (reasons.success) return reasons.data;
  throw new InvalidOptions(`--reasons is one of ${ReasonsFor.options.join(', ')}`);
}

if (import.meta.main) await runCommand(predictCommand);
