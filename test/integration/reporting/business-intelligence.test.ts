/** The database role of BI tools: it reads the schema `reporting` and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { buildSourceSql, SOURCE_NAMES, SOURCES, type ViewSource } from '../../../bi/views.ts';
import { buildTableauFiles } from '../../../scripts/tableau.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

let db: MigratedDatabase;
/** Connects as QuickSight and Tableau do: with PostgreSQL's protocol and the password of the role's secret. */
let tool: pg.Client;

beforeAll(async () => {
  db = await startMigratedDatabase();
  const [user, password] = ['risk_reporting', db.getPassword('risk_reporting')];
  tool = new pg.Client({ host: '127.0.0.1', port: db.port, database: 'risk', user, password });
  await tool.connect();
});
afterAll(async () => {
  await tool?.end();
  await db?.stop();
});

describe('the reporting role', () => {
  test('reads every view of reporting but those whose rows can be single applications', async () => {
    const { rows } = await db.superuser.query<{ name: string }>(
      "select table_name as name from information_schema.views where table_schema = 'reporting'",
    );
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const { name } of rows) {
      const read = tool.query(`select * from reporting.${name} limit 1`);
      if (name.startsWith('portfolio_')) await expect(read).rejects.toThrow('permission denied');
      else await expect(read).resolves.toBeDefined();
    }
  });

  test.each([
    'staging.customers',
    'staging.rejected_rows',
    'analytics.risk_features',
    'predictions.risk_scores',
    'predictions.overrides',
    'predictions.model_metadata',
    'audit.events',
  ])('cannot read %s', async (table) => {
    await expect(tool.query(`select * from ${table} limit 1`)).rejects.toThrow(/permission denied/);
  });

  test.each([
    'create table reporting.mine (id int)',
    'create temporary table mine (id int)',
    'comment on schema reporting is null',
    "alter role risk_reporting set default_transaction_read_only = 'off'",
  ])('cannot write: %s', async (statement) => {
    await expect(tool.query(statement)).rejects.toThrow(/read-only transaction/);
  });

  test('cannot write in a read-write transaction either', async () => {
    await tool.query('set default_transaction_read_only = off');
    for (const statement of [
      'create table reporting.mine (id int)',
      'create temporary table mine (id int)',
      'set role risk_etl',
    ])
      await expect(tool.query(statement)).rejects.toThrow(/permission denied/);
    await tool.query('reset default_transaction_read_only');
  });

  test('has a statement timeout, with the Data API too', async () => {
    const bounds = `select current_setting('statement_timeout') as statement, current_setting('transaction_read_only') as read_only,
      current_setting('idle_in_transaction_session_timeout') as idle,
      (select rolconnlimit from pg_roles where rolname = current_user) as connections`;
    const expected = { statement: '30s', read_only: 'on', idle: '1min', connections: 30 };
    expect((await tool.query(bounds)).rows).toEqual([expected]);
    expect(await db.connect('risk_reporting').query(bounds)).toMatchObject([{ read_only: 'on' }]);
  });
});

describe('what QuickSight and Tableau name', () => {
  /** PostgreSQL's types by the types that the tools' definitions name. */
  const TYPES: Record<string, string[]> = {
    text: ['text', 'uuid'],
    integer: ['integer', 'bigint'],
    decimal: ['numeric', 'double precision'],
    date: ['date'],
    timestamp: ['timestamp with time zone'],
    boolean: ['boolean'],
  };

  test.each(SOURCE_NAMES)('%s: every column is in its view with its type, and its query runs', async (name) => {
    const { view, columns }: ViewSource = SOURCES[name];
    const { rows } = await db.superuser.query<{ column: string; type: string }>(
      `select column_name as column, data_type as type from information_schema.columns
       where table_schema = 'reporting' and table_name = $1`,
      [view],
    );
    const types = new Map(rows.map(({ column, type }) => [column, type]));
    for (const [column, type] of Object.entries(columns))
      expect([column, TYPES[type]]).toEqual([column, expect.arrayContaining([types.get(column)])]);
    const { fields } = await tool.query(buildSourceSql(name));
    expect(fields.map((field) => field.name)).toEqual(Object.keys(columns));
  });

  test('every column in a Tableau file is in the view that the file reads, or a calculation', async () => {
    const { rows } = await db.superuser.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'reporting'`,
    );
    const known = new Set(rows.map(({ name }) => name));
    for (const text of buildTableauFiles().values()) {
      const [, ...sources] = text.split(/(?=<datasource (?:caption|formatted-name)='[^']*' inline='true')/);
      for (const source of sources.length > 0 ? sources : [text]) {
        const view =
          /table='\[reporting\]\.\[(\w+)\]'/.exec(source)?.[1] ?? /from reporting\.(\w+) where/.exec(source)?.[1];
        const named = Array.from(
          source.matchAll(/<remote-name>(\w+)<\/remote-name>/g),
          ([, column]) => `${view}.${column}`,
        );
        expect(named.length).toBeGreaterThan(4);
        expect(named.filter((name) => !known.has(name))).toEqual([]);
      }
    }
  });
});
