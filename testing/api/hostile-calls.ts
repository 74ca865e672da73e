/**
 * Makes calls that a careless or hostile client sends, from the contract of a route: valid ones with parts replaced by
 * values that break parsers, schemas and the database.
 */
import fc from 'fast-check';
import type { ApiRoute } from '../../lambdas/prediction-api/contract/route.ts';
import type { ApiCall } from './gateway-event.ts';
import { buildSampleCall } from './sample-calls.ts';

const HOSTILE_TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'a\udc00',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\u202e',
    '😀',
    'Ａ１',
    '\r',
    '\n\t',
    '\x1b[2J',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'null',
    'NaN',
    '-0',
    '1e400',
    '0x10',
    '%',
    '%25',
    '%00',
    '%ff',
    '..',
    '/',
    '$x',
  ],
  ...["' or 1=1 --", '<script>', '{"a":1}', '../../etc/passwd', 'x'.repeat(101), 'x'.repeat(5000)],
];

const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  fc.string({ unit: 'binary', maxLength: 20 }),
  // Also halves of characters, which `binary` leaves out.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 5 }).map((units) => String.fromCharCode(...units)),
);

const nameMany = (count: number) => `{${Array.from({ length: count }, (_, i) => `"f${i}":${i}`).join()}}`;
const nest = (depth: number, [open = '[', close = ']', inner = '']: readonly string[]) =>
  open.repeat(depth) + inner + close.repeat(depth);

/** JSON texts that JSON.stringify would not write, by what they break. */
const hostileJson = fc.oneof(
  hostileText.map((text) => JSON.stringify(text)),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('1e400', '-1e400', '-0', '1e-400', '9'.repeat(400), '0.1', '-1', '1e15'), // numbers
  fc.constantFrom('null', 'true', '[]', '{}', '[null]', 'undefined', '', '{', '"\u0001"'), // other types, or no JSON
  fc.constantFrom('{"__proto__":1}', '{"__proto__":{"a":1}}', '{"a\\u0000b":1}', '{"\\ud800":1}'), // names
  fc.constantFrom('{"a":1,"a":2}', '{"\\u0061":1,"a":2}', `{"${'x'.repeat(5000)}":1}`, nameMany(600)),
  fc.constantFrom(nest(17, []), nest(12_000, []), nest(6000, ['{"a":', '}', '1'])), // recursion
  fc.constant(`"${'x'.repeat(60_000)}"`),
);

/** The body's text with one value, name or list item replaced, or a field added. */
const mutateBody = (body: unknown): fc.Arbitrary<string> => {
  const text = JSON.stringify(body);
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?!:)|[\d.]+/g)].map(({ 0: { length }, index }) => ({
    index,
    length,
  }));
  const replaceToken = fc.tuple(fc.constantFrom(...tokens), hostileJson).map(([{ index, length }, json]) => {
    return text.slice(0, index) + json + text.slice(index + length);
  });
  const openings = [...text.matchAll(/\{/g)].map(({ index }) => index + 1);
  const addField = fc.tuple(fc.constantFrom(...openings), hostileText, hostileJson).map(([index, name, json]) => {
    return `${text.slice(0, index)}${JSON.stringify(name)}:${json},${text.slice(index)}`;
  });
  return fc.oneof(replaceToken, addField, hostileJson, fc.constant(text));
};

/** A record with some of the names, and now and then a hostile one. */
const hostileRecord = (names: readonly string[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...names, 'x'), hostileText), hostileText), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries));

/**
 * Arbitrary calls of a route, by callers who may call it.
 * @param bodies further valid bodies, which are changed as the sample's is
 */
export function buildHostileCalls(route: ApiRoute, bodies: readonly unknown[] = []): fc.Arbitrary<ApiCall> {
  const sample = buildSampleCall(route);
  const { path = {}, body } = sample;
  const pathValue = fc.oneof(
    hostileText.filter((text) => text.isWellFormed()).map(encodeURIComponent),
    hostileText, // not encoded, as a client's mistake
  );
  const changedPath = fc.record(Object.fromEntries(Object.keys(path).map((name) => [name, pathValue])));
  return fc.record({
    ...Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, fc.constant(value)])),
    path: fc.oneof({ weight: 2, arbitrary: fc.constant(path) }, changedPath),
    query: fc.option(hostileRecord(Object.keys(route.query?.shape ?? {})), { nil: undefined }),
    headers: fc.option(hostileRecord(['Idempotency-Key', 'content-type']), { nil: undefined }),
    body: route.body ? fc.oneof(...[body, ...bodies].map(mutateBody)) : fc.constant(undefined),
  }) as fc.Arbitrary<ApiCall>;
}
