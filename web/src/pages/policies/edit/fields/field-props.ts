/** What every field of the form gets, and how it reads what it edits. */
import type { ComponentType } from 'react';
import type { FieldKind, FieldSpec } from '../field-spec.ts';

export interface FieldProps<Kind extends FieldKind = FieldKind> {
  spec: Extract<FieldSpec, { kind: Kind }>;
  path: string;
  value: unknown;
  change: (value: unknown) => void;
}

/** Of a field with fields of its own: it gets the component that draws them. */
export interface NestingFieldProps<Kind extends FieldKind> extends FieldProps<Kind> {
  Field: ComponentType<FieldProps>;
}

/** The value as an object; anything else counts as an empty one. */
export function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
