/** Defines a registered model with its inputs. Both scoring workflows choose their models as this type. */
import type { ModelReference } from '../../shared/model/load-model.ts';
import type { InputNames } from '../../shared/model/model-inputs.ts';

export type ModelWithInputs = ModelReference & { inputs: InputNames };

/** Drops the inputs, which the steps that load the model read from its manifest. */
export const toModelReference = ({ inputs: _, ...reference }: ModelWithInputs): ModelReference => reference;
