/** Splits SQL texts with strings, dollar quotes and comments into statements. */
import { splitStatements } from '../../../lambdas/database/split-statements.ts';

describe('splitStatements', () => {
  test.each([
    ['two statements', 'select 1; select 2;', ['select 1', 'select 2']],
    ['the last without a semicolon', 'select 1;\nselect 2\n', ['select 1', 'select 2']],
    ['a semicolon in a string', "select 'a;''b;'; select 2", ["select 'a;''b;'", 'select 2']],
    ['a semicolon in a name', 'select 1 as "a;b"; select 2', ['select 1 as "a;b"', 'select 2']],
    ['a dollar quote', 'do $$ begin; end; $$; select 2', ['do $$ begin; end; $$', 'select 2']],
    ['a tagged dollar quote', 'do $a$ $$;$$ ; $a$; select 2', ['do $a$ $$;$$ ; $a$', 'select 2']],
    [
      'a semicolon in a comment',
      '-- one; two\nselect 1; /* ; */ select 2',
      ['-- one; two\nselect 1', '/* ; */ select 2'],
    ],
    ['a quote in a comment', "-- it's\nselect 1; select 2", ["-- it's\nselect 1", 'select 2']],
    ['nothing but comments', '-- nothing;\n;\n/* at all */', []],
  ])('%s', (_what, sql, statements) => {
    expect(splitStatements(sql)).toEqual(statements);
  });
});
