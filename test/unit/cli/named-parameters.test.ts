/** Named parameters of the Data API become numbered parameters of PostgreSQL. */
import fc from 'fast-check';
import { numberParameters } from '../../../cli/local/data-api/named-parameters.ts';

const untyped = () => undefined;

describe('numberParameters', () => {
  test('numbers each name once, in order', () => {
    expect(numberParameters('select :b, :a, :b', untyped)).toEqual({ text: 'select $1, $2, $1', names: ['b', 'a'] });
  });

  test('casts where a type is given', () => {
    const cast = (name: string) => (name === 'id' ? 'uuid' : undefined);
    expect(numberParameters('select :id, :other', cast).text).toBe('select $1::uuid, $2');
  });

  test.each([
    ['a string', "select ':no', 'it''s :no'"],
    ['an escape string', String.raw`select E'\' :no'`],
    ['a quoted identifier', 'select ":no" from "a"":no"'],
    ['a cast', 'select now()::date'],
    ['a named argument', 'select f(a := 1)'],
    ['a line comment', 'select 1 -- :no\n'],
    ['a nested comment', 'select 1 /* :no /* :no */ :no */'],
    ['a comment without an end', 'select 1 /* :no'],
    ['a dollar quote', 'do $$ begin perform :no; end $$'],
    ['a tagged dollar quote', 'do $a$ $$ :no $b$ $a$'],
    ['an array slice', 'select a[1:2]'],
  ])('leaves %s alone', (_, sql) => {
    expect(numberParameters(sql, untyped)).toEqual({ text: sql, names: [] });
  });

  test('continues after what it left alone', () => {
    const sql = "select ':no', /* ' */ :yes::text, $tag$ :no $tag$, :also";
    expect(numberParameters(sql, untyped).names).toEqual(['yes', 'also']);
  });

  test('finds exactly the parameters, whatever surrounds them', () => {
    const anything = fc.string({ maxLength: 12 });
    const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/);
    const piece = fc.oneof(
      name.map((value) => ({ sql: `:${value}`, name: value })),
      anything.map((text) => ({ sql: `'${text.replaceAll("'", "''")}'` })),
      anything.map((text) => ({ sql: `"${text.replaceAll('"', '""')}"` })),
      anything.map((text) => ({ sql: `$q$${text.replaceAll('$', '')}$q$` })),
      anything.map((text) => ({ sql: `--${text.replaceAll('\n', ' ')}\n` })),
      anything.map((text) => ({ sql: `/*${text.replaceAll(/[*/]/g, ' ')}*/` })),
      fc.constantFrom('::text', ':=', 'select', ',', '=', '1.5', '(', ')', 'ab').map((sql) => ({ sql })),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces: { sql: string; name?: string }[]) => {
        const sql = pieces.map((each) => each.sql).join(' ');
        const names = [...new Set(pieces.flatMap((each) => each.name ?? []))];
        const expected = pieces.map((each) => (each.name ? `$${names.indexOf(each.name) + 1}` : each.sql)).join(' ');
        expect(numberParameters(sql, untyped)).toEqual({ text: expected, names });
      }),
    );
  });
});
