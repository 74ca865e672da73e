/** `npm run cost`: estimates what an environment costs in a month, from its templates and a dated price file. */
import { estimateCost } from '../cost/estimate-cost.ts';
import { printCost } from '../cost/print-cost.ts';
import { DEFAULT_USE } from '../cost/use-costs.ts';
import { deployableOptions, resolveDeployable } from '../deployment/deployable-options.ts';
import { keepUsableVariables } from '../deployment/deployment-environment.ts';
import { synthesiseApp } from '../deployment/synthesise-app.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';
import { createCountParser } from '../terminal/parse-values.ts';

export const costCommand = defineCommand({
  name: 'cost',
  summary: 'estimates what an environment costs in a month',
  description:
    'Synthesises the templates of an environment, counts what is paid for at rest and by use, and multiplies it with the prices of config/cost/. Needs no account. Spark and QuickSight count where their variables are set (docs/deploy.md).',
  options: {
    predictions: {
      value: 'N',
      description: 'predictions by the API in a month',
      default: String(DEFAULT_USE.predictions),
      parse: createCountParser('predictions'),
    },
    customers: {
      value: 'N',
      description: 'customers of the lender',
      default: String(DEFAULT_USE.customers),
      parse: createCountParser('customers'),
    },
    json: { description: 'print the estimate as one JSON object' },
    ...deployableOptions,
  },
  examples: {
    'npm run cost -- --env prod': 'production, with a million predictions a month',
    'npm run cost -- --env dev --predictions 1000 --customers 5000': 'a small test environment',
  },
  async run({ predictions, customers, json, ...chosen }) {
    const environment = resolveDeployable(chosen);
    const { resources } = await synthesiseApp(environment, keepUsableVariables(environment, process.env));
    const estimate = estimateCost(environment, resources, { predictions, customers });
    if (json) console.log(JSON.stringify(estimate, null, 2));
    else printCost(estimate);
  },
});

if (import.meta.main) await runCommand(costCommand);
