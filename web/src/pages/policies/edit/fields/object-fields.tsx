/** The fields of an object, and a group of them with a name. */
import type { ComponentType } from 'react';
import { joinPath, type NamedSpec, setKey } from '../field-spec.ts';
import { getFieldId } from '../problems.tsx';
import { type FieldProps, type NestingFieldProps, toObject } from './field-props.ts';

interface ObjectFieldsProps {
  fields: readonly NamedSpec[];
  path: string;
  /** The object whose keys the fields edit. */
  value: unknown;
  change: (value: unknown) => void;
  Field: ComponentType<FieldProps>;
}

/** A field with an empty key edits the object itself. */
export function ObjectFields({ fields, path, value, change, Field }: ObjectFieldsProps) {
  const object = toObject(value);
  return fields.map(([key, spec]) => (
    <Field
      key={key}
      spec={spec}
      path={key === '' ? path : joinPath(path, key)}
      value={key === '' ? object : object[key]}
      change={(next) => change(key === '' ? next : setKey(object, key, next))}
    />
  ));
}

export function ObjectField({ spec, path, value, change, Field }: NestingFieldProps<'object'>) {
  return (
    <fieldset id={getFieldId(path)} tabIndex={-1} className="fields">
      <legend className="unseen">{spec.label}</legend>
      <ObjectFields fields={spec.fields} path={path} value={value} change={change} Field={Field} />
    </fieldset>
  );
}
