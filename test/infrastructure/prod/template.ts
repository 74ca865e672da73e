/** The templates of production, made once for all tests about them. */
import { type Resource, Synthesised } from '../synthesised.ts';

/** Set by `synthProd`. */
export let prod: Synthesised;

/** As `cdk synth -c env=prod` does, without an account. */
export function synthProd(): void {
  prod = new Synthesised('prod');
}

/** Functions of this repository: CDK's own (custom resource providers) are named by CDK or end in -provider. */
export const ownFunctions = () =>
  prod
    .ofType('Lambda::Function')
    .filter(({ properties }) => /^risk-prod-(?!.*-provider$)/.test(properties.FunctionName ?? ''));

/** @throws {Error} when no DynamoDB table has an id with this prefix */
export const table = (name: string): Resource => {
  const found = prod.ofType('DynamoDB::Table').find(({ id }) => id.startsWith(name));
  if (!found) throw new Error(`there is no table ${name}`);
  return found;
};
