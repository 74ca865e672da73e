/** Schemas of registered models: registry rows and files of the model's folder. */
import { z } from 'zod';
import { ModelFinding } from '../../../shared/model/model-findings.ts';
import { MODEL_KINDS, MODEL_VERSION_PATTERN, ModelManifest } from '../../../shared/model/model-manifest.ts';
import { printableText } from './identifiers.ts';
import { BandPerformance, CalibrationPoint, Period } from './performance.ts';

export const ModelVersion = z.string().regex(MODEL_VERSION_PATTERN).describe('Model version');

/** A version that a caller names: of another form it is as unknown as one that nobody registered (404). */
export const RequestedVersion = printableText(100).describe('Model version');

export const ModelPath = z.object({ version: RequestedVersion });

export const ModelsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Models in the response'),
  before: ModelVersion.optional().describe('Continues a list: next_before of the previous response'),
});

export const MetricsQuery = z.strictObject({
  version: RequestedVersion.optional().describe('Default: the champion'),
});

const modelFields = {
  version: ModelVersion,
  kind: z.enum(MODEL_KINDS).describe('Algorithm'),
  stage: z
    .enum(['champion', 'challenger', 'candidate', 'rejected', 'retired'])
    .describe(
      'candidate: not judged yet; champion: decides; challenger: scores too, without deciding; rejected: failed a gate; retired: was champion or challenger',
    ),
};

export const ModelSummary = z
  .object({
    ...modelFields,
    sha256: z.string().describe('SHA-256 of the model file, hex; verified with every load'),
    size_bytes: z.int(),
    training_run_id: z.uuid().nullable().describe('Run whose published data it was trained on'),
    mlflow_run_id: z
      .string()
      .nullable()
      .describe('MLflow run that the training job named; null where MLflow finds the model by its tag version'),
    registered_at: z.iso.datetime(),
    promoted_at: z.iso.datetime().nullable().describe('When it was last promoted to champion; null if never'),
    retired_at: z.iso.datetime().nullable().describe('When it was retired; null otherwise'),
    stage_changed_at: z.iso.datetime().describe('When it reached its lifecycle stage'),
    stage_reasons: z.array(z.string()).describe('Reasons for its lifecycle stage'),
    holdout_auc: z.number().nullable().describe('AUC on the holdout'),
  })
  .describe('A registered model');

export const ModelList = z.object({
  models: z.array(ModelSummary).describe('Newest first'),
  next_before: ModelVersion.nullable().describe('Pass it as before to continue the list; null at its end'),
});

const { features, training, parity, candidates, metrics, serving, members } = ModelManifest.shape;

const Gate = z.object({
  gate: z.string().describe('Promotion gate; docs/models.md explains each one'),
  verdict: z
    .enum(['passed', 'failed', 'beyond_bound', 'not_measured'])
    .describe(
      'beyond_bound: the figure is beyond its bound, but not its whole 95 % interval, so the difference is not significant',
    ),
  consequence: z
    .enum(['reject', 'hold', 'show'])
    .describe('Effect of a verdict other than passed; hold: the model waits for a person; show: none'),
  measured: z.string().describe('Every figure with its interval, in words'),
  required: z.string().describe('Every bound, in words'),
  value: z
    .number()
    .nullable()
    .describe('The figure; of several the one farthest beyond its bound; null where none was measured or stored'),
  bound: z.number().nullable().describe('Bound of value, with the sampling allowance where the gate has one'),
  interval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('95 % interval of value; null where none is measured'),
});

export const ModelDetails = ModelSummary.extend({
  gates: z.array(Gate).describe('Gates it was judged by when it was registered; empty before'),
  findings: z
    .array(ModelFinding)
    .describe('What its training found suspicious about the data or the model, and inputs that it left out'),
  features: features.describe('Features it reads, in the order of its inputs'),
  training: training.describe('Rows and data it was trained on'),
  target: z
    .string()
    .nullable()
    .describe(
      "Definition of default in the lender's words, from its deliveries; every one where they name several; null where they name none",
    ),
  protocol: z.looseObject({}).nullable().describe('How it was validated: holdout, folds, seed, search'),
  candidates: candidates.describe('All candidates that were compared by cross-validation'),
  serving: serving
    .unwrap()
    .nullable()
    .describe(
      'The model that serves: the chosen recipe, trained again on all applications with a known outcome, with its own out-of-fold figures. The figures on the holdout are of the assessed model, which never saw it: they say what the procedure is worth. Null for an older training, whose assessed model serves',
    ),
  members: members
    .unwrap()
    .nullable()
    .describe('Models that a blend adds up, with their weights; null for other kinds'),
  parity: parity.describe('Agreement of the ONNX graph with Python (parity)'),
  model_card: z.string().nullable().describe('Model card in Markdown; null if the training wrote none'),
  model_card_url: z
    .url()
    .nullable()
    .describe('URL that shows the model card for 15 minutes, without a token; null if the training wrote none'),
  validation_report_url: z
    .url()
    .nullable()
    .describe('URL that shows the validation report for 15 minutes, without a token; null if the training wrote none'),
}).describe('A registered model with its training, gates and model card');

/** As training/export/latency.py measures it; test/unit/training compares the names. */
export const ModelLatency = z.object({
  rows: z.int().describe('Rows that were timed, one after the other'),
  p50_ms: z.number().describe('Median, milliseconds'),
  p99_ms: z.number().describe('99th percentile, milliseconds'),
  reasons_ms: z.number().optional().describe('Estimated time of its reasons, milliseconds; absent in older trainings'),
});

/** The part of evaluation.json that pages read, as training/evaluation/curves.py writes it; the rest is passed on. */
export const ModelEvaluation = z
  .looseObject({
    roc: z
      .array(z.object({ pd: z.number(), false_rate: z.number(), true_rate: z.number() }))
      .optional()
      .describe('Shares of non-defaults and of defaults with at least this PD'),
    reliability: z
      .array(
        z.object({
          ...{ rows: z.int(), mean_pd: z.number(), default_rate: z.number() },
          ...{ low: z.number(), high: z.number() },
        }),
      )
      .optional()
      .describe('Ten bins of equal row counts by ascending PD: mean PD, and the bad rate with its 95 % interval'),
  })
  .describe('Curves, calibration bins, importance on the holdout');

export const ModelMetrics = z
  .object({
    ...modelFields,
    holdout: metrics.shape.holdout.describe(
      'On the holdout: AUC, Gini, KS, Brier score, expected calibration error, accuracy, precision, recall, F1, confusion matrix',
    ),
    cv: metrics.shape.cv.describe('By cross-validation'),
    intervals: z
      .record(z.string(), z.tuple([z.number(), z.number()]))
      .nullable()
      .describe('95 % bootstrap intervals of the holdout figures'),
    stability: z.looseObject({}).nullable().describe('Population stability between training and holdout'),
    latency: ModelLatency.nullable().describe('Time to score one row; null if the training measured none'),
    fairness: z.looseObject({}).nullable().describe('Approval rates and errors by group'),
    evaluation: ModelEvaluation.nullable().describe('null if the training wrote none'),
    realised: z
      .object({
        periods: z.array(Period).describe('Ascending'),
        bands: z.array(BandPerformance).describe('Of the newest measured day, the best band first'),
        calibration: z.array(CalibrationPoint).describe('Of the newest measured day, by ascending PD'),
      })
      .nullable()
      .describe('On applications that it scored before their outcome was observed; null until there are outcomes'),
  })
  .describe('Figures of a model: from its training, and from observed outcomes');

export type ModelSummary = z.infer<typeof ModelSummary>;
export type ModelList = z.infer<typeof ModelList>;
export type ModelDetails = z.infer<typeof ModelDetails>;
export type ModelMetrics = z.infer<typeof ModelMetrics>;

/** Components of the OpenAPI document. */
export const modelComponents = { ModelSummary, ModelList, Model: ModelDetails, ModelMetrics };
