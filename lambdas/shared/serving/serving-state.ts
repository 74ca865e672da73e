/**
 * Defines what decides at a time: the assignment of policies, the running experiment, and the models. It is read in one
 * statement and passed on as one object, so that no decision mixes an old and a new state.
 */
import { z } from 'zod';

/** Names a policy version and the SHA-256 of its document. */
export const PolicyReference = z.object({ version: z.string(), sha256: z.string() });
export type PolicyReference = z.infer<typeof PolicyReference>;

/** Applications whose categorical feature has the value are decided by the version. */
const Segment = z.object({ feature: z.string(), value: z.string(), version: z.string() });

const Arm = z.object({
  arm: z.string(),
  share: z.number(),
  policy_version: z.string().nullable(),
  model_version: z.string().nullable(),
  is_stopped: z.boolean(),
});

/** What `policies.find_serving` returns, without the documents. */
export const ServingState = z.object({
  assignment_id: z.int(),
  default_version: z.string(),
  /** In order: the first that an application belongs to decides. */
  segments: z.array(Segment),
  /** Every version that the assignment or a running arm names. */
  policies: z.array(PolicyReference),
  experiments: z.array(z.object({ experiment_id: z.string(), salt: z.string(), arms: z.array(Arm) })),
});
export type ServingState = z.infer<typeof ServingState>;

/** A registered model with its inputs. */
export const ServingModel = z.object({
  version: z.string(),
  key: z.string(),
  sha256: z.string(),
  manifest_sha256: z.string().nullable(),
  inputs: z.object({ num: z.array(z.string()), cat: z.array(z.string()) }),
});
export type ServingModel = z.infer<typeof ServingModel>;

/** The object that the scoring workflows write once, and read in every part. */
export const ServingSnapshot = z.object({
  state: ServingState,
  documents: z.array(PolicyReference.extend({ document: z.string() })),
  champion: ServingModel,
  challenger: ServingModel.nullable(),
  arm_models: z.array(ServingModel),
});
export type ServingSnapshot = z.infer<typeof ServingSnapshot>;
