/**
 * Lists what a person could change of one application, with every value that is tried. Open it to change what is
 * plausible: direction, steps, bounds, and values that the model was trained on.
 */
import { type Actionability, type ActionableNumber, isCategoryChange } from '../features/actionability.ts';
import { findFeature } from '../features/catalogue.ts';
import { deriveFeatures } from '../features/derive-features.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { ModelManifest } from '../model/model-manifest.ts';
import type { SeenValues } from '../model/seen-values.ts';

/** One value that is tried, and the effort of reaching it. */
export interface Choice {
  value: number | string;
  cost: number;
}

/** A feature that the person could change. */
export interface Lever {
  feature: string;
  label: string;
  unit: string | null;
  type: 'number' | 'category';
  value: number | string;
  /** Cheapest first; never empty. */
  choices: readonly Choice[];
  /** Size of a step of a number; null for a category. */
  step: number | null;
}

/** What is known of the features of one decision. */
export interface LeverContext {
  /** Of the decision's evidence. */
  record: FeatureRecord;
  manifest: Pick<ModelManifest, 'features'>;
  seen: SeenValues;
  /** What lenders declare of their attributes, by feature. */
  attributes: ReadonlyMap<string, DeclaredAttribute>;
  neverChanged: ReadonlySet<string>;
}

/** An attribute that a manifest declares as something that a person can change. */
export interface DeclaredAttribute {
  label: string;
  actionable: Actionability;
}

/** Lists the levers of a decision in the order of its features; none of what is unknown, protected or out of reach. */
export function listLevers(context: LeverContext): Lever[] {
  return Object.entries(context.record).flatMap(([feature, value]) => {
    const actionable = findActionability(context, feature);
    if (actionable === null || value === null) return [];
    const found = isCategoryChange(actionable)
      ? typeof value === 'string' && { step: null, choices: listCategories(context, feature, value, actionable) }
      : typeof value === 'number' && listNumbers(context, feature, value, actionable);
    if (!found) return [];
    const choices = found.choices.filter((choice) => deriveFeatures(context.record, { [feature]: choice.value }));
    if (choices.length === 0) return [];
    return [{ feature, value, ...describeFeature(context, feature), choices, step: found.step }];
  });
}

/** What a person can change of a feature; null where nothing, or where it must not be proposed. */
function findActionability({ attributes, neverChanged }: LeverContext, feature: string): Actionability | null {
  if (neverChanged.has(feature)) return null;
  return findFeature(feature)?.actionable ?? attributes.get(feature)?.actionable ?? null;
}

/** Label, unit and type, as the catalogue, the manifest of the model or the lender's declaration has them. */
export function describeFeature({ manifest, attributes, record }: LeverContext, feature: string) {
  const known = findFeature(feature);
  const described = manifest.features.find(({ name }) => name === feature);
  const isCategory = (known?.type ?? described?.type) === 'category' || typeof record[feature] === 'string';
  return {
    label: known?.label ?? described?.label ?? attributes.get(feature)?.label ?? feature,
    unit: isCategory ? null : (known?.unit ?? described?.unit ?? null),
    type: isCategory ? ('category' as const) : ('number' as const),
  };
}

function listCategories(
  { seen }: LeverContext,
  feature: string,
  value: string,
  { categories, cost }: { categories: readonly string[]; cost: number },
): Choice[] {
  const known = seen.categories.get(feature);
  return categories
    .filter((category) => category !== value && (known?.has(category) ?? true))
    .map((category) => ({ value: category, cost }));
}

function listNumbers(context: LeverContext, feature: string, value: number, actionable: ActionableNumber) {
  const isInteger = findFeature(feature)?.type === 'integer';
  const step = computeStep(actionable.step, value, isInteger);
  if (step === 0) return { step, choices: [] };
  const [lowest, highest] = findBounds(context, feature, actionable);
  const { direction } = actionable;
  const below = direction === 'up' ? [] : listGrid(value, step, -1, actionable);
  const above = direction === 'down' ? [] : listGrid(value, step, 1, actionable);
  const choices = [...below, ...above]
    .filter((next) => next >= lowest && next <= highest)
    .map((next) => ({ value: next, cost: roundOff((actionable.cost * Math.abs(next - value)) / step) }))
    .sort((a, b) => a.cost - b.cost);
  return { step, choices };
}

/** The bounds of the catalogue or the declaration, within the values that the model was trained on. */
function findBounds({ seen }: LeverContext, feature: string, { lowest, highest }: ActionableNumber) {
  const [validLowest = -Infinity, validHighest = Infinity] = findFeature(feature)?.range ?? [];
  const [seenLowest = -Infinity, seenHighest = Infinity] = seen.numbers.get(feature) ?? [];
  return [
    Math.max(validLowest, seenLowest, lowest ?? -Infinity),
    Math.min(validHighest, seenHighest, highest ?? Infinity),
  ] as const;
}

/** Multiples of the step next to the value, nearest first, and at the end the bound that is stated. */
function listGrid(value: number, step: number, sign: 1 | -1, { steps, lowest, highest }: ActionableNumber): number[] {
  const nearest = sign < 0 ? Math.ceil(roundOff(value / step)) - 1 : Math.floor(roundOff(value / step)) + 1;
  const bound = sign < 0 ? lowest : highest;
  const isWithin = (next: number) => bound === null || (sign < 0 ? next > bound : next < bound);
  const grid = Array.from({ length: steps }, (_, i) => roundOff((nearest + sign * i) * step)).filter(isWithin);
  const reachesBound = bound !== null && grid.length < steps && (sign < 0 ? bound < value : bound > value);
  return reachesBound ? [...grid, bound] : grid;
}

function computeStep(step: ActionableNumber['step'], value: number, isInteger: boolean): number {
  const size = typeof step === 'number' ? step : roundToNice(step.share * Math.abs(value));
  return isInteger && size > 0 ? Math.max(1, Math.round(size)) : size;
}

/** The nearest of 1, 2 and 5 times a power of ten, so that a proposal reads as people speak. */
function roundToNice(size: number): number {
  if (size === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(size));
  const digit = size / power;
  return roundOff((digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10) * power);
}

/** Without the noise of binary fractions. */
const roundOff = (value: number): number => Number(value.toPrecision(12));

/** The smallest and the largest value of a number that is tried, its present one included. */
export function findSliderBounds({ value, choices }: Lever): [lowest: number | null, highest: number | null] {
  const numbers = [value, ...choices.map((choice) => choice.value)].filter((item) => typeof item === 'number');
  return numbers.length === 0 ? [null, null] : [Math.min(...numbers), Math.max(...numbers)];
}
