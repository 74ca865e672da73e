/** Migrations on a real PostgreSQL: each file is applied once, in order, completely or not at all. */
import pg from 'pg';
import { applyMigrations, type Migration } from '../../../lambdas/database/apply-migrations.ts';
import { listMigrations, prepareDatabase } from '../../../lambdas/database/prepare-database.ts';
import { buildPasswords } from '../../../testing/database/migrated-database.ts';
import { MASTER_USERNAME, startTestDatabase, type TestDatabase } from '../../../testing/database/test-database.ts';

let db: TestDatabase;
let superuser: pg.Client;
beforeAll(async () => {
  db = await startTestDatabase();
  superuser = new pg.Client({ connectionString: db.url });
  await superuser.connect();
});
afterAll(async () => {
  await superuser?.end();
  await db?.stop();
});

const prepare = () =>
  prepareDatabase({
    master: db.connect(MASTER_USERNAME),
    connectMigrator: () => db.connect('risk_migrator'),
    passwords: buildPasswords(db),
  });
const book = async (): Promise<string[]> =>
  (await superuser.query('select name from audit.migrations order by name')).rows.map(({ name }) => name);
const file = (name: string, text: string): Migration => ({ name, text });
const first = file('9000_first.sql', 'create table audit.first (id int);\ninsert into audit.first values (1);');

test('an empty database gets the present version; a repeated call applies nothing', async () => {
  const names = listMigrations().map(({ name }) => name);
  expect(await prepare()).toEqual(names);
  expect(await prepare()).toEqual([]);
  expect(await book()).toEqual(names);
});

test('the master is no superuser, and risk_migrator owns everything', async () => {
  const { rows } = await superuser.query(
    `select distinct pg_get_userbyid(relowner) as owner from pg_class
     where relnamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'audit', 'reporting',
       'onboarding', 'policies', 'governance', 'cases', 'events')`,
  );
  expect(rows).toEqual([{ owner: 'risk_migrator' }]);
});

test('every table, view and column has a comment', async () => {
  const { rows } = await superuser.query(
    `select c.oid::regclass::text as relation, a.attname as column
     from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'audit', 'reporting',
       'onboarding', 'policies', 'governance', 'cases', 'events')
       and c.relkind in ('r', 'v', 'p')
       and (obj_description(c.oid) is null
         or (not c.relispartition and col_description(c.oid, a.attnum) is null))`,
  );
  expect(rows).toEqual([]);
});

test('each role logs in with the password of its secret, which the database stores as a verifier', async () => {
  const { rows } = await superuser.query("select rolname, rolpassword from pg_authid where rolname like 'risk\\_%'");
  for (const { rolname, rolpassword } of rows.filter(({ rolname }) => rolname !== MASTER_USERNAME)) {
    expect(rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
    const [me] = await db.connect(rolname).query('select current_user as name');
    expect(me).toEqual({ name: rolname });
  }
});

describe('files', () => {
  const database = () => db.connect('risk_migrator');

  test('a file that was changed after it was applied is named', async () => {
    expect(await applyMigrations(database(), [first])).toEqual(['9000_first.sql']);
    const changed = file(first.name, `${first.text} -- changed`);
    await expect(applyMigrations(database(), [changed])).rejects.toMatchObject({
      name: 'MigrationChanged',
      message: expect.stringContaining('9000_first.sql'),
    });
  });

  test('a file that fails changes nothing, files before it stay applied, and the corrected file is applied', async () => {
    const second = file('9001_second.sql', 'create table audit.second (id int);');
    const broken = file('9002_third.sql', 'create table audit.third (id int); insert into audit.third values (1/0);');
    await expect(applyMigrations(database(), [first, second, broken])).rejects.toMatchObject({
      name: 'MigrationFailed',
      message: 'statement 2 of the migration 9002_third.sql failed',
    });
    const { rows } = await superuser.query(
      "select to_regclass('audit.second') as second, to_regclass('audit.third') as third",
    );
    expect(rows).toEqual([{ second: 'audit.second', third: null }]);
    const mended = file('9002_third.sql', 'create table audit.third (id int);');
    expect(await applyMigrations(database(), [first, second, mended])).toEqual(['9002_third.sql']);
  });

  test('concurrent runners apply each file once', async () => {
    const files = ['9010', '9011', '9012'].map((n) => file(`${n}_once.sql`, `create table audit.once_${n} (id int)`));
    const applied = await Promise.all([applyMigrations(database(), files), applyMigrations(database(), files)]);
    expect(applied.flat().sort()).toEqual(files.map(({ name }) => name));
  });

  test('a new file with an old number is refused', async () => {
    const late = file('9005_late.sql', 'create table audit.late (id int)');
    const known = file('9010_once.sql', 'create table audit.once_9010 (id int)');
    await expect(applyMigrations(database(), [late, known])).rejects.toMatchObject({ name: 'MigrationOutOfOrder' });
  });

  test('a database that is newer than the files is not changed', async () => {
    expect(await applyMigrations(database(), listMigrations())).toEqual([]);
  });
});
