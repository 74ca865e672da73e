// What callers of a function call: the function itself, or an alias of its newest version that is kept warm.
import { Alias, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RiskFunction } from './risk-function.ts';

/**
 * @param environments kept initialised (provisioned concurrency), which only a version's alias can have; 0 for none
 */
export function keepWarm(target: RiskFunction, environments: number): IFunction {
  if (environments === 0) return target;
  return new Alias(target, 'Live', {
    aliasName: 'live',
    version: target.currentVersion,
    provisionedConcurrentExecutions: environments,
  });
}
