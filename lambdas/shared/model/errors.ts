/** Defines the errors of models. A separate file, so that code which catches one does not load ONNX Runtime. */
import { RiskError } from '../errors.ts';

/** A registered model, as in `predictions.model_metadata`. `key` is the object key of its model.onnx. */
export interface ModelReference {
  version: string;
  key: string;
  sha256: string;
  /** SHA-256 of manifest.json. Null for a model that was registered before manifests were hashed. */
  manifest_sha256: string | null;
}

/** Drops what else is known of a model. */
export const toModelReference = ({ version, key, sha256, manifest_sha256 }: ModelReference): ModelReference => ({
  ...{ version, key, sha256, manifest_sha256 },
});

/** Identifies the bytes of a model's files: two references with the same id load the same model. */
export const toReferenceId = ({ version, sha256, manifest_sha256 }: ModelReference): string =>
  `${version}:${sha256}:${manifest_sha256}`;

/** A model's files are missing, differ from the registered ones, or do not match each other. A retry does not help. */
export class ModelCorrupt extends RiskError {
  constructor(reference: ModelReference, problem: string, options?: ErrorOptions) {
    super(`model ${reference.version}: ${problem}`, options);
  }
}

/** The graph returned a value that is no probability, or a wrong number of values. */
export class InvalidModelOutput extends RiskError {
  constructor(version: string, problem: string) {
    super(`model ${version} ${problem}`);
  }
}
