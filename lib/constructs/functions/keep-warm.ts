/** Provisioned concurrency for a function, through an alias of its newest version. */
import { Alias, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RiskFunction } from './risk-function.ts';

/**
 * Returns the function, or an alias with provisioned concurrency, which only an alias of a version can have.
 * @param environments number of initialised environments; with 0 the function itself is returned
 */
export function keepWarm(target: RiskFunction, environments: number): IFunction {
  if (environments === 0) return target;
  return new Alias(target, 'Live', {
    aliasName: 'live',
    version: target.currentVersion,
    provisionedConcurrentExecutions: environments,
  });
}
