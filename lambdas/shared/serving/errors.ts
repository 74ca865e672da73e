/** Defines the error of policies. A separate file, so that code which catches it loads no database client. */
import { RiskError } from '../errors.ts';

/** A policy version that decides is missing, changed or no policy. A retry does not help. */
export class PolicyCorrupt extends RiskError {
  constructor(version: string, problem: string, options?: ErrorOptions) {
    super(`policy ${version}: ${problem}`, options);
  }
}
