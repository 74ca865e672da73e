/** What a training set looks like: its columns as SQL and as the document features.json. Pure. */

import type { Policy } from '../../shared/decision/policy.ts';
import { type Feature, getModelInput } from '../../shared/features/catalogue.ts';
import { quoteIdentifier, quoteLiteral } from '../../shared/sql-text.ts';
import type { Configuration } from '../contract/configuration.ts';

/** A model input as training reads it. */
export interface TrainingFeature {
  name: string;
  type: 'number' | 'category';
  monotone: -1 | 0 | 1;
  /** What training does about an unknown value; an `indicator` makes being unknown a column of its own. */
  missing: Feature['missing'];
  label: string;
  /** Words for a reason; the model carries them, so that a score is explained in the words of its time. */
  reason: Feature['reason'];
}

/** A lender's own model feature, as sql/training/training_set/list_model_attributes.sql gives it. */
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

/** features.json: what training/ reads beside the data. */
export interface TrainingSetDocument {
  run_id: string;
  as_of_max: string;
  rows: number;
  positives: number;
  columns: string[];
  features: TrainingFeature[];
  fairness: string[];
  target: Policy['target'];
  /** PD from which the policy declines. */
  cut_off: number;
  /** PD below which the policy approves without a person: what fairness is measured at. */
  approve_below: number;
  /** The scale of points on which training writes scorecard.json. */
  score: Policy['score'];
  policy_version: string;
  /** The job refuses a training set with fewer outcomes. */
  minimum: Configuration['minimum'];
  /** The job refuses a graph whose PDs differ by more from those of Python. */
  parity: Configuration['gates']['parity'];
  seed: number;
}

/** The catalogue's features that a configuration can leave out of the model, by its name for them. */
const OPTIONAL_INPUTS = { age: 'age_years' } as const;

/** The catalogue's model inputs that the configuration lets in, in catalogue order. */
export function selectAllowedInputs(catalogue: readonly Feature[], inputs: Configuration['inputs']): Feature[] {
  return catalogue.filter(({ name }) => inputs.age || name !== OPTIONAL_INPUTS.age);
}

/** Model inputs in order: the catalogue's, then the lender's attributes by name. */
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
      reason: feature.reason,
    })),
    ...attributes.map(({ name, type, label, reason }) => ({
      name,
      type,
      monotone: 0 as const,
      missing: type === 'category' ? ('unseen' as const) : ('indicator' as const),
      label: label ?? name,
      reason: buildAttributeReason(label ?? name, reason),
    })),
  ];
}

/** The lender's own words fit a high and a low value alike. */
function buildAttributeReason(label: string, words: string | null): Feature['reason'] {
  return { high: words ?? label, low: words ?? label, missing: `${label}: not known` };
}

/** The exported columns in order: keys, model inputs, groups that fairness is measured over, outcome. */
export function buildExportColumns(
  features: readonly TrainingFeature[],
  attributes: readonly AttributeRow[],
  fairness: readonly string[],
): ExportColumn[] {
  const declared = new Set(attributes.map(({ name }) => name));
  return [
    { name: 'application_id', sql: 'application_id' },
    { name: 'as_of', sql: 'as_of' },
    ...features.map((feature) => ({
      name: feature.name,
      sql: declared.has(feature.name) ? buildAttributeSql(feature) : quoteIdentifier(feature.name),
    })),
    ...fairness.map((name) => ({ name, sql: `fairness ->> ${quoteLiteral(name)}` })),
    { name: 'defaulted', sql: 'defaulted' },
  ];
}

/** The query whose result is one part of the export: rows `from` to `to` (both included) of the frozen set. */
export function buildPartQuery(columns: readonly ExportColumn[], from: number, to: number): string {
  const list = columns.map(({ name, sql }) => `${sql} as ${quoteIdentifier(name)}`).join(', ');
  return `select ${list} from training_set where nth between ${from} and ${to} order by nth`;
}

function buildAttributeSql({ name, type }: TrainingFeature): string {
  const text = `attributes ->> ${quoteLiteral(name)}`;
  return type === 'number' ? `cast(${text} as double precision)` : text;
}
