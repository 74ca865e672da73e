/** The comparison of a number: its kind, and its bound or bounds. */
import { Select } from '../../../../components/select.tsx';
import { fieldTexts as texts } from '../../../../texts/policies/edit.ts';
import { TEST_KEYS } from '../condition-spec.ts';
import { joinPath } from '../field-spec.ts';
import { type FieldProps, toObject } from './field-props.ts';
import { NumberField } from './plain-fields.tsx';

type TestKey = (typeof TEST_KEYS)[number];

export function TestField({ spec, path, value, change }: FieldProps<'test'>) {
  const object = toObject(value);
  const key = TEST_KEYS.find((candidate) => candidate in object) ?? 'below';
  const bounds: unknown[] = [object[key]].flat();
  const isShare = object.of === 'pd' || object.of === 'lgd' || object.of === 'rate';
  const put = (next: readonly unknown[]) => change(replaceTest(object, key, key, next));
  const labels = key === 'between' ? [texts.lowest, texts.highest] : [texts.bound];
  return (
    <>
      <Select
        label={spec.label}
        value={key}
        options={TEST_KEYS.map((name) => ({ value: name, text: texts.variants[name] }))}
        choose={(name) => change(replaceTest(object, key, name as TestKey, bounds))}
      />
      {labels.map((label, index) => (
        <NumberField
          key={label}
          spec={{ label, kind: 'number', isShare }}
          path={key === 'between' ? joinPath(joinPath(path, key), index) : joinPath(path, key)}
          value={bounds[index]}
          change={(bound) => put(labels.map((_, position) => (position === index ? bound : bounds[position])))}
        />
      ))}
    </>
  );
}

/** Puts a comparison in the place of another one, so that the keys keep their order. */
function replaceTest(object: object, from: TestKey, to: TestKey, bounds: readonly unknown[]): object {
  const [low = 0, high = low] = bounds;
  const test = to === 'between' ? [low, high] : low;
  const entries = Object.entries(object).map(([key, value]) => (key === from ? [to, test] : [key, value]));
  return from in object ? Object.fromEntries(entries) : { ...object, [to]: test };
}
