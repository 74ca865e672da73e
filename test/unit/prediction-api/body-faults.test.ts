/** Faults of JSON bodies: nesting, texts that cannot be stored, fields that are given twice. */
import fc from 'fast-check';
import { findBodyFaults, MAX_BODY_DEPTH } from '../../../lambdas/prediction-api/http/body-faults.ts';

const find = (text: string) =>
  findBodyFaults(text, JSON.parse(text)).map(({ path, message }) => [path.join('.'), message]);

test('a body that JSON.stringify writes has faults only where a text cannot be stored', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: MAX_BODY_DEPTH, stringUnit: 'binary' }), (value) => {
      const text = JSON.stringify(value);
      expect(find(text).length > 0).toBe(/\\u0000|"__proto__":/.test(text));
    }),
    { numRuns: 1000 },
  );
});

test('a repeated field is found wherever it is, and only there', () => {
  const name = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((text) => !text.includes('\0') && text !== '__proto__');
  const scalar = fc
    .oneof(fc.string(), fc.integer(), fc.constant('{"a":1,"a":2}'))
    .map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 2, maxLength: 6 }),
      scalar,
      fc.boolean(),
      (names, value, isRepeated) => {
        const fields = [...names, ...(isRepeated ? names.slice(0, 1) : [])].map(
          (text) => `${JSON.stringify(text)} : ${value}`,
        );
        const faults = find(`[1, {"other": [{${fields.join(' , ')}}, "\\\\\\"{"]}]`);
        expect(faults).toEqual(isRepeated ? [[`1.other.0.${names[0]}`, 'Given more than once']] : []);
      },
    ),
  );
});

test.each<[string, string[][]]>([
  ['{"a":{"b\\u0000":1}}', [['a', expect.stringContaining('NUL')]]],
  ['{"a":["x","\\ud800"]}', [['a.1', expect.stringContaining('half')]]],
  ['{"__proto__":1}', [['', expect.stringContaining('__proto__')]]],
  [`${'['.repeat(MAX_BODY_DEPTH)}${']'.repeat(MAX_BODY_DEPTH)}`, []],
  [
    `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    [[expect.stringMatching(/^a\.0/), expect.stringContaining('deeper')]],
  ],
])('%.40s', (text, faults) => {
  expect(find(text)).toEqual(faults);
});

test('a megabyte of the worst shapes takes less than two seconds', () => {
  const shapes = ['[', '{"a":', '{"a":1,"a":1,"a":1},', '"\\"",', '1,', '"\\ud800",'];
  for (const shape of shapes) {
    const inner = shape.repeat(Math.floor(1_000_000 / shape.length));
    const closing = shape === '[' ? ']' : '}';
    const text = shape.endsWith(',') ? `[${inner}1]` : `${inner}1${closing.repeat(inner.length / shape.length)}`;
    const startedAt = performance.now();
    findBodyFaults(text, JSON.parse(text));
    expect([shape, performance.now() - startedAt < 2000]).toEqual([shape, true]);
  }
});
