/** The field of a specification: chooses the component of its kind. */
import type { ComponentType } from 'react';
import type { FieldKind } from '../field-spec.ts';
import type { FieldProps, NestingFieldProps } from './field-props.ts';
import { InputsField } from './inputs-field.tsx';
import { ListField } from './list-field.tsx';
import { MatrixField } from './matrix-field.tsx';
import { ObjectField } from './object-fields.tsx';
import { ChoiceField, MarkField, NumberField, TextField, WordsField } from './plain-fields.tsx';
import { TestField } from './test-field.tsx';
import { OptionalField, VariantField } from './variant-field.tsx';

const COMPONENTS: { [Kind in FieldKind]: ComponentType<NestingFieldProps<Kind>> } = {
  ...{ text: TextField, number: NumberField, choice: ChoiceField, words: WordsField, mark: MarkField },
  ...{ object: ObjectField, list: ListField, variant: VariantField, optional: OptionalField },
  ...{ test: TestField, inputs: InputsField, matrix: MatrixField },
};

export function Field(props: FieldProps) {
  const Component = COMPONENTS[props.spec.kind] as ComponentType<NestingFieldProps<FieldKind>>;
  return <Component {...props} Field={Field} />;
}
