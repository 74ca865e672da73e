// What callers of a function call: the function itself, or an alias of its newest version that is kept warm.
import { Alias, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RiskFunction } from './risk-function.ts';

/**
 * @param environments kept initialised (provisioned concurrency), which only a version's alias can have; 0 for none
 */
export function warmFunction(called: RiskFunction, environments: number): IFunction {
  if (environments === 0) return called;
  return new Alias(called, 'Live', {
    aliasName: 'live',
    version: called.currentVersion,
    provisionedConcurrentExecutions: environments,
  });
}
