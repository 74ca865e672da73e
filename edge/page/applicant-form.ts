/** The form with one field for each needed feature. Open it to change how values are entered. */
import type { BundleFeatures } from '../../lambdas/shared/edge/bundle-features.ts';
import type { SeenValues } from '../../lambdas/shared/model/seen-values.ts';
import type { FeatureFault } from '../../lambdas/shared/sent-features/sent-features.ts';
import { createElement, findElement } from './elements.ts';

type Feature = BundleFeatures[number];
type Values = Record<string, unknown>;

/** The form of one bundle. */
export interface ApplicantForm {
  /** The entered features; an empty field is null, which is unknown. */
  read(): Values;
  /** Fills the fields. Names that the form does not have stay part of what is read, so that they are refused by name. */
  fill(values: Values): void;
  /** Marks the fields of the faults; without faults none is marked. */
  mark(faults: readonly FeatureFault[]): void;
}

/** Builds the fields of a bundle. */
export function buildForm(features: BundleFeatures, seen: SeenValues): ApplicantForm {
  const fields = new Map(features.map((feature) => [feature.name, buildField(feature, seen)]));
  findElement('fields').replaceChildren(...[...fields.values()].map(({ element }) => element));
  let others: Values = {};
  return {
    read: () => ({ ...others, ...Object.fromEntries([...fields].map(([name, { read }]) => [name, read()])) }),
    fill(values) {
      others = Object.fromEntries(Object.entries(values).filter(([name]) => !fields.has(name)));
      for (const [name, { input }] of fields) input.value = values[name] == null ? '' : String(values[name]);
    },
    mark(faults) {
      for (const [name, { input, fault }] of fields) {
        const found = faults.find(({ feature }) => feature === name);
        fault.textContent = found?.message ?? '';
        input.setAttribute('aria-invalid', String(found !== undefined));
      }
      const first = features.find(({ name }) => faults.some(({ feature }) => feature === name));
      if (first) fields.get(first.name)?.input.focus();
    },
  };
}

function buildField(feature: Feature, seen: SeenValues) {
  const { name, type, label } = feature;
  const id = `feature-${name}`;
  const categories = [...(seen.categories.get(name) ?? [])].toSorted();
  const list = categories.length > 0 ? createElement('datalist', { id: `${id}-list` }) : undefined;
  list?.append(...categories.map((value) => createElement('option', { value })));
  const input = createElement('input', {
    ...{ id, type: 'text', autocomplete: 'off', list: list?.id },
    ...{ inputmode: type === 'number' ? 'decimal' : undefined, 'aria-describedby': `${id}-hint ${id}-fault` },
  });
  const fault = createElement('p', { id: `${id}-fault`, class: 'fault' });
  const hint = createElement('p', { id: `${id}-hint`, class: 'hint' }, describeField(feature));
  const element = createElement('div', {}, createElement('label', { for: id }, label), input, hint, fault);
  if (list) element.append(list);
  return { element, input, fault, read: () => readField(type, input.value) };
}

function describeField({ name, unit, range, is_whole }: Feature): string {
  const bounds = range ? `${formatBound(range[0])} to ${formatBound(range[1])}` : '';
  return [name, unit ?? '', is_whole ? 'whole number' : '', bounds].filter((part) => part !== '').join(', ');
}

const formatBound = (bound: number) => bound.toLocaleString('en', { maximumFractionDigits: 4 });

/** A text that is no number stays a text, which is refused by name. */
function readField(type: Feature['type'], value: string): number | string | null {
  const text = value.trim();
  if (text === '') return null;
  if (type === 'category') return text;
  return Number.isNaN(Number(text)) ? text : Number(text);
}
