/** Defines the model manifest, `models/<version>/manifest.json`. Training writes it; scoring, API and reports read it. */
import { z } from 'zod';
import { ScoreScale } from './score-scale.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const auc = z.looseObject({ auc_mean: z.number(), auc_std: z.number() });

const feature = z.looseObject({
  name: z.string(),
  type: z.enum(['number', 'category']),
  monotone: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
  label: z.string(),
  /** Of its values, for example months; null for a category, an attribute of the lender and an older training. */
  unit: z.string().nullish(),
  /** Texts of a reason for a high, a low and an unknown value. */
  reason: z.strictObject({ high: z.string(), low: z.string(), missing: z.string() }),
});

const holdout = z.looseObject({
  auc: z.number(),
  gini: z.number(),
  ks: z.number(),
  brier: z.number(),
  ece: z.number(),
  log_loss: z.number(),
  accuracy: z.number(),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  confusion: z.looseObject({ tn: z.int(), fp: z.int(), fn: z.int(), tp: z.int() }),
});

/** Kinds of model that training compares; a blend is the weighted sum of some of the others. */
export const MODEL_KINDS = [
  'logistic_regression',
  'scorecard',
  'random_forest',
  'extra_trees',
  'gradient_boosting',
  'xgboost',
  'lightgbm',
  'catboost',
  'neural_additive',
  'blend',
] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** A model of a blend: its settings, and the weight of what it adds up. */
const blendMember = z.looseObject({
  kind: z.enum(MODEL_KINDS),
  params: z.looseObject({}),
  weight: z.number(),
  constrained: z.boolean(),
});

const difference = z.looseObject({ rows: z.int(), value: z.number(), low: z.number(), high: z.number() });

/**
 * The model that serves: the chosen recipe, learned again from every row with a known outcome. Its figures are
 * out-of-fold, those of `metrics` are of the assessed model, which never learned from the holdout.
 */
export const ModelServing = z.looseObject({
  /** False: the assessed model serves, for the reason `why`. */
  refit: z.boolean(),
  why: z.string(),
  rows: z.int(),
  defaults: z.int(),
  folds: z.int(),
  cv: auc,
  out_of_fold: holdout,
  /** AUC on rows of the holdout: the serving model's, out of fold, minus the assessed model's. Null without a refit. */
  against_assessed: difference.nullable(),
  /** PSI between the PDs of both models on the same rows. */
  psi: z.number().nullable(),
});

/** Time of the training, and the first digits of the graph's SHA-256. */
export const MODEL_VERSION_PATTERN = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;

/** Name of a file in a model folder: folders below it are allowed, paths that leave it are not. */
export const MODEL_FILE_NAME = /^[A-Za-z0-9_][\w.-]*(?:\/[A-Za-z0-9_][\w.-]*)*$/;

/** The registered part of the model manifest. Unknown fields are kept, so that training can add fields at any time. */
export const ModelManifest = z.looseObject({
  version: z.string().regex(MODEL_VERSION_PATTERN),
  kind: z.enum(MODEL_KINDS),
  created_at: z.string(),
  onnx: z.looseObject({ file: z.string(), sha256, size_bytes: z.int().positive() }),
  /** Names in the order of the graph's input columns. `cat` is empty for a model without categories. */
  inputs: z.strictObject({ num: z.array(z.string()), cat: z.array(z.string()) }),
  features: z.array(feature),
  prepared: z.array(z.string()),
  /** The feature from which each prepared column is made. */
  prepared_from: z.array(z.string()),
  /** Scale of its scores and its scorecard; absent in models that were trained before manifests stated one. */
  score_scale: ScoreScale.optional(),
  training: z.looseObject({ rows: z.int(), positives: z.int(), data_sha256: z.string(), run_id: z.string() }),
  metrics: z.looseObject({ holdout, cv: auc }),
  candidates: z.array(z.looseObject({ kind: z.enum(MODEL_KINDS), cv: auc, holdout })),
  /** The model that serves; absent in models that were trained before refits, where the assessed model serves. */
  serving: ModelServing.optional(),
  /** Of a blend. */
  members: z.array(blendMember).optional(),
  parity: z.looseObject({ rows: z.int(), max_abs_difference: z.number(), decision_flips: z.int() }),
});

export type ModelServing = z.infer<typeof ModelServing>;

export type ModelManifest = z.infer<typeof ModelManifest>;

/** The model manifest in the model folder. `background` holds raw rows, in the order of the inputs, for the reasons. */
export const ModelFolderManifest = ModelManifest.extend({
  background: z.array(z.object({ num: z.array(z.number().nullable()), cat: z.array(z.string()) })).min(1),
});

export type ModelFolderManifest = z.infer<typeof ModelFolderManifest>;
