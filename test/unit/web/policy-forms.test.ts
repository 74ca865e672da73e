/** Tests that the forms of a draft have a field for every part of a policy. */
import { expect, test } from '@jest/globals';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import { TEST_KEYS } from '../../../web/src/pages/policies/edit/condition-spec.ts';
import { type FieldSpec, joinPath, type NamedSpec, setKey } from '../../../web/src/pages/policies/edit/field-spec.ts';
import { POLICY_SPEC } from '../../../web/src/pages/policies/edit/policy-spec.ts';

/** Not edited: the format is fixed, and the version is the name of the draft. */
const FIXED = ['format', 'version'];

/** Paths of the parts that no field edits. */
function listUncovered(fields: readonly NamedSpec[], value: unknown, path: string): string[] {
  const specs = new Map(fields);
  return Object.entries(value as object).flatMap(([key, part]) => {
    const spec = specs.get(key);
    if (spec) return listUncoveredParts(spec, part, joinPath(path, key));
    const isTest = specs.has('') && TEST_KEYS.some((name) => name === key);
    return isTest ? [] : [joinPath(path, key)];
  });
}

function listUncoveredParts(spec: FieldSpec, value: unknown, path: string): string[] {
  if (spec.kind === 'optional') return listUncoveredParts(spec.spec, value, path);
  if (spec.kind === 'object') return listUncovered(spec.fields, value, path);
  if (spec.kind === 'matrix') {
    const { decisions, ...others } = value as Record<string, unknown>;
    expect(Array.isArray(decisions)).toBe(true);
    return listUncovered(spec.fields, others, path);
  }
  if (spec.kind === 'list') {
    return (value as unknown[]).flatMap((item, index) => listUncoveredParts(spec.item, item, joinPath(path, index)));
  }
  if (spec.kind === 'variant') {
    const variant = spec.variants.find(({ matches }) => matches(value as object));
    return variant ? listUncovered(variant.listFields(), value, path) : [path];
  }
  return [];
}

test('every part of a policy that uses the whole language has a field', () => {
  const { format: _, version: __, ...document } = EXAMPLE_POLICY;
  expect(Object.keys(EXAMPLE_POLICY)).toEqual(expect.arrayContaining(FIXED));
  expect(listUncovered(Object.values(POLICY_SPEC).flat(), document, '')).toEqual(UNCOVERED);
});

/** Figures of golden cases beyond decision, rule and band are stated as JSON. */
const UNCOVERED = ['rate', 'expected_loss', 'expected_return'].map((figure) => `golden_cases[0].expect.${figure}`);

test('a path is written as the API writes it', () => {
  expect(joinPath(joinPath(joinPath('', 'rules'), 2), 'when')).toBe('rules[2].when');
});

test('a key that is set keeps its place, and undefined removes it', () => {
  expect(Object.keys(setKey({ a: 1, b: 2 }, 'a', 3))).toEqual(['a', 'b']);
  expect(setKey({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 });
});
