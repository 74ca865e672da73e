/** The preparation of one delivered file: the content of its parts, refusals, and that no personal data leaks. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { GzipUpload, PartLimits } from '../../../lambdas/ingest/prepare/part-writer.ts';
import { prepareStream } from '../../../lambdas/ingest/prepare/prepare-stream.ts';
import type { DeliveredFile } from '../../../lambdas/shared/runs/run.ts';

const run = { run_id: '0193a1b2-0000-7000-8000-000000000001', as_of: '2005-10-01', fencing_token: 1 };

function bucket() {
  const objects = new Map<string, string>();
  const put: GzipUpload = async (key, body) => {
    objects.set(key, gunzipSync(await buffer(body)).toString());
  };
  return { objects, put };
}

function delivered(content: string | Buffer, overrides: Partial<DeliveredFile> = {}): [DeliveredFile, Buffer] {
  const name = overrides.name ?? 'customers.csv';
  const plain = Buffer.from(content as string);
  const bytes = name.endsWith('.gz') ? gzipSync(plain) : plain;
  const file: DeliveredFile = {
    table: 'customers',
    mode: 'full',
    name,
    key: `landing/as_of=2005-10-01/${name}`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows: plain.toString().trimEnd().split('\n').length - 1,
    size_bytes: bytes.length,
    attributes: {},
    ...overrides,
  };
  return [file, bytes];
}

async function prepare(file: DeliveredFile, bytes: Buffer, limits?: PartLimits) {
  const { objects, put } = bucket();
  const result = await prepareStream(run, file, Readable.from([bytes]), put, limits).catch((error) => error);
  return { result, objects };
}

describe('parts', () => {
  test('hold the columns of the contract in its order, the attributes and the line', async () => {
    const [file, bytes] = delivered('country,grade,customer_id,score,secret\nTW,"A,1",c1,0.50,x\n,,c2,,\n', {
      name: 'customers.csv.gz',
      attributes: { grade: 'category', score: 'number', secret: 'ignore' },
    });
    const { result, objects } = await prepare(file, bytes);
    const key = `runs/${run.run_id}/parts/customers/customers.csv.gz/0001.csv.gz`;
    const counts = { delivered: 2, rejected: 0, rejected_values: [], size_bytes: bytes.length };
    expect(result).toEqual({ parts: [{ key, rows: 2 }], ...counts });
    expect(objects.get(key)).toBe('c1,,,,,,,,,,,TW,"{""grade"":""A,1"",""score"":0.5}",,2\nc2,,,,,,,,,,,,{},,3\n');
  });

  test('end by rows or by size, and the same file always gives the same parts', async () => {
    const rows = Array.from({ length: 25 }, (_, i) => `c${i}`).join('\n');
    const [file, bytes] = delivered(`customer_id\n${rows}\n`);
    const byRows = await prepare(file, bytes, { rows: 10, textLength: 1e9 });
    expect(byRows.result.parts.map(({ rows }: { rows: number }) => rows)).toEqual([10, 10, 5]);
    const bySize = await prepare(file, bytes, { rows: 1e9, textLength: 100 });
    expect(bySize.result.parts.length).toBeGreaterThan(3);
    const again = await prepare(file, bytes, { rows: 1e9, textLength: 100 });
    expect([...again.objects]).toEqual([...bySize.objects]);
  });

  test('do not exist for a file without rows', async () => {
    const [file, bytes] = delivered('customer_id\n');
    expect((await prepare(file, bytes)).result).toMatchObject({ parts: [], delivered: 0 });
  });

  test('hold no personal data when there is no key vault', async () => {
    const header = 'customer_id,full_name,national_id,email,phone,address';
    const [file, bytes] = delivered(`${header}\nc1,Jane,ID7,j@x.org,+1,"Road 1\nTown"\nc2,Jane\nc3,"Jane\n`, {
      rows: 3,
    });
    const { result, objects } = await prepare(file, bytes);
    expect(result).toMatchObject({ delivered: 3, rejected: 2 });
    expect([...objects.values()].join()).not.toMatch(/Jane|ID7|x\.org|\+1|Road|Town/);
  });

  test('exclude unreadable lines, which are written with their reasons to another object', async () => {
    const [file, bytes] = delivered('customer_id,sex,score\na,f,1\nb,f\nc,"f,1\n,f,1\n..,f,1\n', {
      attributes: { score: 'number' },
    });
    const { result, objects } = await prepare(file, bytes);
    expect(result).toMatchObject({ delivered: 5, rejected: 4 });
    expect(objects.get(`runs/${run.run_id}/rejected/customers/customers.csv/0001.csv.gz`)).toBe(
      [
        '3,ragged_line,"{""columns"":2,""expected"":3}"',
        '4,broken_quoting,',
        '5,missing_key,{}',
        '6,invalid_id:customer_id,"{""customer_id"":""..""}"',
        '',
      ].join('\n'),
    );
  });
});

describe('a file is refused', () => {
  const good = 'customer_id,sex\nc1,f\nc2,m\n';
  const gz = gzipSync(good);
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const truncated = gz.subarray(0, gz.length - 9);
  const damaged = Buffer.from(gz).fill(0xff, 12, 16);

  test.each<[error: string, file: DeliveredFile, bytes: Buffer]>([
    ['HashMismatch', ...delivered(good, { sha256: '0'.repeat(64) })],
    ['RowCountMismatch', ...delivered(good, { rows: 3 })],
    ['UnknownColumn', ...delivered('customer_id,grade\nc1,A\n')],
    ['DuplicateColumn', ...delivered('customer_id,sex,sex\nc1,f,f\n')],
    ['MissingColumn', ...delivered('sex,country\nf,TW\n')],
    ['MissingColumn', ...delivered('application_id,customer_id,amount\na,c,1\n', { table: 'loan_applications' })],
    ['InvalidHeader', ...delivered('customer_id,"sex\nc1,f\n')],
    ['EmptyFile', ...delivered('', { rows: 0 })],
    ['TruncatedGzip', { ...delivered(good, { name: 'c.csv.gz' })[0], sha256: sha256(truncated) }, truncated],
    ['CorruptGzip', { ...delivered(good, { name: 'c.csv.gz' })[0], sha256: sha256(damaged) }, damaged],
  ])('as %s', async (error, file, bytes) => {
    const { result, objects } = await prepare(file, bytes);
    expect(result.reason).toMatchObject({ error });
    expect(objects.size).toBe(0);
  });

  test('and the message repeats nothing that could be personal data', async () => {
    const { result } = await prepare(...delivered('c1,Jane Doe\nc2,John Doe\n'));
    expect(result.reason.error).toBe('UnknownColumn');
    expect(result.reason.message).not.toContain('c1');
  });

  test('but not when the source or the bucket fails: that is an error to retry', async () => {
    const [file, bytes] = delivered(good);
    const broken = Readable.from(
      (function* () {
        yield bytes;
        throw new Error('connection lost');
      })(),
    );
    await expect(prepareStream(run, file, broken, bucket().put)).rejects.toThrow('connection lost');
    const full: GzipUpload = async () => {
      throw new Error('no upload');
    };
    await expect(prepareStream(run, file, Readable.from([bytes]), full)).rejects.toThrow('no upload');
  });
});
