/** What can be wrong with a model; apart from the code that runs one, so that naming an error needs no ONNX Runtime. */
import { RiskError } from '../errors.ts';

/** A model as `predictions.model_metadata` registers it: `key` is the object key of its model.onnx. */
export interface ModelReference {
  version: string;
  key: string;
  sha256: string;
}

/** A model's files are missing, are not the registered ones, or do not fit each other. No retry mends it. */
export class ModelCorrupt extends RiskError {
  constructor(reference: ModelReference, problem: string, options?: ErrorOptions) {
    super(`model ${reference.version}: ${problem}`, options);
  }
}

/** The graph gave something that is no probability, or not one a row. */
export class InvalidModelOutput extends RiskError {
  constructor(version: string, problem: string) {
    super(`model ${version} ${problem}`);
  }
}
