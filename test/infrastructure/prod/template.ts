/** Synthesises the templates of production once for all tests of this folder. */
import { type Resource, Synthesised } from '../synthesised.ts';

/** Set by `synthProd`. */
export let prod: Synthesised;

/** Runs `cdk synth -c env=prod`. */
export function synthProd(): void {
  prod = new Synthesised('prod');
}

/** Lists the functions of this repository. CDK names its own functions (custom resource providers), or they end in -provider. */
export const listOwnFunctions = () =>
  prod
    .ofType('Lambda::Function')
    .filter(({ properties }) => /^risk-prod-(?!.*-provider$)/.test(properties.FunctionName ?? ''));

/** @throws {Error} when no DynamoDB table has an id with this prefix */
export const findTable = (name: string): Resource => {
  const found = prod.ofType('DynamoDB::Table').find(({ id }) => id.startsWith(name));
  if (!found) throw new Error(`there is no table ${name}`);
  return found;
};
