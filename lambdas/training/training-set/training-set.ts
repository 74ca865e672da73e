/** Describes a training set: its columns as SQL and as the document features.json. Pure functions, no I/O. */

import { type Feature, getModelInput } from '../../shared/features/catalogue.ts';
import type { GatesDocument } from '../../shared/model/gates-document.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { quoteIdentifier, quoteLiteral } from '../../shared/sql-text.ts';
import type { TrainingConfiguration } from '../contract/configuration.ts';

/** A model input as training reads it. */
export interface TrainingFeature {
  name: string;
  type: 'number' | 'category';
  monotone: -1 | 0 | 1;
  /** How training treats an unknown value; `indicator` adds a column that says whether the value is unknown. */
  missing: Feature['missing'];
  label: string;
  /** Of its values, for example months; null for a category and for an attribute of the lender. */
  unit: string | null;
  /** Words for an adverse action reason. The model stores them, so that old scores keep their words. */
  reason: Feature['reason'];
  /** Whether the lender declared it. Training leaves out identifiers and free text among these, none of the catalogue. */
  attribute: boolean;
}

/** A row of sql/training/training_set/list_targets.sql: what `defaulted` means in the deliveries of some days. */
export interface TargetDefinition {
  definition: string;
  first_as_of: string;
  last_as_of: string;
}

/** What the model predicts, in the lender's words. */
export interface TrainingTarget {
  /** Null where no delivery names it; of several every one, with the days of its deliveries. */
  definition: string | null;
  definitions: TargetDefinition[];
}

/** A row of sql/training/training_set/list_model_attributes.sql: an attribute that the lender declared for models. */
export interface AttributeRow {
  name: string;
  type: 'number' | 'category';
  label: string | null;
  reason: string | null;
}

export interface ExportColumn {
  name: string;
  /** Over a row of the temporary table `training_set`. */
  sql: string;
}

/** The document features.json, which training/ reads with the data. */
export interface TrainingSetDocument {
  run_id: string;
  as_of_max: string;
  rows: number;
  positives: number;
  columns: string[];
  features: TrainingFeature[];
  fairness: string[];
  target: TrainingTarget;
  /** PD from which the policy declines. */
  cut_off: number;
  /** PD below which the policy approves. Fairness is measured at this cut-off. */
  approve_below: number;
  /** The scale of points on which training writes scorecard.json. */
  score: Policy['score'];
  policy_version: string;
  /** The job refuses a training set with fewer outcomes. */
  minimum: TrainingConfiguration['minimum'];
  /** The job refuses a graph whose PDs differ by more from those of Python. */
  parity: GatesDocument['gates']['parity'];
  /** The bounds of the gate, so that the reports judge a gap as it does. */
  fairness_bounds: Pick<
    GatesDocument['gates']['fairness'],
    'min_approval_rate_ratio' | 'max_equal_opportunity_difference'
  >;
  /** AUC of an input alone from which the gate holds the model, so that the reports name the same inputs. */
  suspicious_auc: GatesDocument['gates']['single_input']['max_auc'];
  seed: number;
  refit: TrainingConfiguration['refit'];
  leave_out_kinds: TrainingConfiguration['leave_out_kinds'];
}

/** Features that the configuration can exclude from models, by the configuration's name for them. */
const OPTIONAL_INPUTS = { age: 'age_years' } as const;

/** Selects the catalogue's model inputs that the configuration allows, in catalogue order. */
export function selectAllowedInputs(catalogue: readonly Feature[], inputs: TrainingConfiguration['inputs']): Feature[] {
  return catalogue.filter(({ name }) => inputs.age || name !== OPTIONAL_INPUTS.age);
}

/** Builds the model inputs in order: the catalogue's, then the lender's attributes by name. */
export function buildTrainingFeatures(
  catalogue: readonly Feature[],
  attributes: readonly AttributeRow[],
): TrainingFeature[] {
  return [
    ...catalogue.map((feature) => ({
      name: feature.name,
      type: getModelInput(feature) === 'cat' ? ('category' as const) : ('number' as const),
      monotone: feature.monotone,
      missing: feature.missing,
      label: feature.label,
      unit: getModelInput(feature) === 'cat' ? null : feature.unit,
      reason: feature.reason,
      attribute: false,
    })),
    ...attributes.map(({ name, type, label, reason }) => ({
      name,
      type,
      monotone: 0 as const,
      missing: type === 'category' ? ('unseen' as const) : ('indicator' as const),
      label: label ?? name,
      unit: null,
      reason: buildAttributeReason(label ?? name, reason),
      attribute: true,
    })),
  ];
}

/** A lender that writes another definition every day must not fill the model manifest with them. */
const MAX_DEFINITIONS = 5;

/** Describes the target by the definitions of the deliveries, the newest first. */
export function describeTarget(all: readonly TargetDefinition[]): TrainingTarget {
  const definitions = all.slice(0, MAX_DEFINITIONS);
  if (definitions.length < 2) return { definition: definitions[0]?.definition ?? null, definitions };
  const texts = definitions.map(({ definition, first_as_of, last_as_of }) => {
    const days = first_as_of === last_as_of ? first_as_of : `${first_as_of} to ${last_as_of}`;
    return `${definition} (deliveries of ${days})`;
  });
  const others = all.length - definitions.length;
  return { definition: [...texts, ...(others > 0 ? [`and ${others} more`] : [])].join('; '), definitions };
}

/** The lender declares one text, which serves for high and low values; a sentence goes on after it. */
function buildAttributeReason(label: string, declared: string | null): Feature['reason'] {
  const words = (declared ?? label).replace(/[\s.,;:]+$/, '') || label;
  return { high: words, low: words, missing: `${label}: not known` };
}

/** Builds the exported columns in order: keys, model inputs, groups for fairness, outcome. */
export function buildExportColumns(
  features: readonly TrainingFeature[],
  attributes: readonly AttributeRow[],
  fairness: readonly string[],
): ExportColumn[] {
  const declared = new Set(attributes.map(({ name }) => name));
  return [
    { name: 'application_id', sql: 'application_id' },
    { name: 'as_of', sql: 'as_of' },
    { name: 'borrower', sql: 'borrower' },
    ...features.map((feature) => ({
      name: feature.name,
      sql: declared.has(feature.name) ? buildAttributeSql(feature) : quoteIdentifier(feature.name),
    })),
    ...fairness.map((name) => ({ name, sql: buildEitherSql(name, ['fairness', 'attributes']) })),
    { name: 'defaulted', sql: 'defaulted' },
  ];
}

/** Builds the query of one part of the export: rows `from` to `to` of the training set, both included. */
export function buildPartQuery(columns: readonly ExportColumn[], from: number, to: number): string {
  const list = columns.map(({ name, sql }) => `${sql} as ${quoteIdentifier(name)}`).join(', ');
  return `select ${list} from training_set where nth between ${from} and ${to} order by nth`;
}

/** An example that was frozen while the attribute had its other use, model or fairness, has its value there. */
const buildEitherSql = (name: string, places: ['attributes', 'fairness'] | ['fairness', 'attributes']): string =>
  `coalesce(${places.map((place) => `${place} ->> ${quoteLiteral(name)}`).join(', ')})`;

/**
 * An example that was frozen while the attribute was a category has any text there: what is no number is unknown. Texts
 * have 200 characters at most, so a number of this form is within double precision.
 */
const NUMBER = quoteLiteral('^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{1,2})?$');

function buildAttributeSql({ name, type }: TrainingFeature): string {
  const text = buildEitherSql(name, ['attributes', 'fairness']);
  return type === 'number' ? `case when ${text} ~ ${NUMBER} then cast(${text} as double precision) end` : text;
}
