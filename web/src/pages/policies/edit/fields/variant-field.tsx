/** A part that has one of several forms, and a part that may be absent. */
import { useRef } from 'react';
import { Select } from '../../../../components/select.tsx';
import { editTexts as texts } from '../../../../texts/policies/edit.ts';
import { FieldProblem, getFieldId } from '../problems.tsx';
import { type NestingFieldProps, toObject } from './field-props.ts';
import { ObjectFields } from './object-fields.tsx';

export function VariantField({ spec, path, value, change, Field }: NestingFieldProps<'variant'>) {
  const object = toObject(value);
  const variant = spec.variants.find(({ matches }) => matches(object)) ?? spec.variants[0];
  const choose = (code: string) => change(spec.variants.find((candidate) => candidate.code === code)?.create());
  return (
    <fieldset id={getFieldId(path)} tabIndex={-1} className="fields">
      <legend className="label">{spec.label}</legend>
      <Select
        label={texts.kind(spec.label)}
        value={variant?.code ?? ''}
        options={spec.variants.map(({ code, text }) => ({ value: code, text }))}
        choose={choose}
      />
      <FieldProblem path={path} />
      {variant && (
        <ObjectFields fields={variant.listFields()} path={path} value={object} change={change} Field={Field} />
      )}
    </fieldset>
  );
}

export function OptionalField({ spec, path, value, change, Field }: NestingFieldProps<'optional'>) {
  const addButton = useRef<HTMLButtonElement>(null);
  if (value === undefined) {
    return (
      <button ref={addButton} type="button" className="button" onClick={() => change(spec.create())}>
        {spec.add}
      </button>
    );
  }
  return (
    <div className="optional">
      <Field spec={spec.spec} path={path} value={value} change={change} />
      <button type="button" className="export" aria-label={texts.remove(spec.label)} onClick={() => change(undefined)}>
        {texts.removeShort}
      </button>
    </div>
  );
}
