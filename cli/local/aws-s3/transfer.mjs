/**
 * Moves one object between PostgreSQL and S3: `get` writes it to stdout for COPY, `put` uploads stdin. Run by the
 * database server itself, as its user, so it depends on nothing but Node and is told everything in one argument:
 * JSON in hexadecimal. S3's address comes from the environment the server was started with.
 */
import { writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { RowSplitter } from './row-splitter.mjs';

const EXIT = { failed: 1, denied: 43, missing: 44, noKey: 45, unreachable: 50 };
const AURORA_PART_BYTES = 6 * 1024 ** 3;

class TransferFailed extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Begins a request for an object; the address is the server's, only bucket and key are the caller's. */
function open(method, { bucket, key }, headers = {}) {
  const endpoint = process.env.AWS_S3_ENDPOINT;
  if (!endpoint) throw new TransferFailed('the server was started without an S3 endpoint', EXIT.unreachable);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket ?? '')) throw new TransferFailed('no bucket', EXIT.missing);
  const segments = (key ?? '').split('/');
  if (!key || segments.some((segment) => segment === '.' || segment === '..')) {
    throw new TransferFailed('no key', EXIT.missing);
  }
  const { hostname, port } = new URL(endpoint);
  const path = `/${bucket}/${segments.map(encodeURIComponent).join('/')}`;
  const request = httpRequest({ hostname, port, method, path, headers });
  const answered = new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) => reject(new TransferFailed(error.message, EXIT.unreachable)));
  });
  answered.catch(() => {}); // reported where it is awaited
  return { request, answered };
}

function refuseErrors({ statusCode }) {
  if (statusCode === 404) throw new TransferFailed('HTTP 404', EXIT.missing);
  if (statusCode === 403) throw new TransferFailed('HTTP 403', EXIT.denied);
  if (statusCode >= 300) throw new TransferFailed(`HTTP ${statusCode}`, EXIT.failed);
}

/** Like Aurora, unpacks gzip only when the object says so in Content-Encoding. */
async function get(object) {
  const { request, answered } = open('GET', object);
  request.end();
  const response = await answered;
  refuseErrors(response);
  const unpack = response.headers['content-encoding'] === 'gzip' ? [createGunzip({ chunkSize: 256 * 1024 })] : [];
  await pipeline(response, ...unpack, process.stdout);
  return { files: 1, bytes: Number(response.headers['content-length'] ?? 0) };
}

/** S3 takes only a key that there is; MiniStack's takes any. KMS answers at the same address. */
async function requireKey(id) {
  const { hostname, port } = new URL(process.env.AWS_S3_ENDPOINT);
  const [, region = 'none'] = /^arn:[^:]*:kms:([^:]*):/.exec(id) ?? [];
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'TrentService.DescribeKey',
    // MiniStack reads which region is meant from it, and checks no signature.
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/kms/aws4_request, SignedHeaders=host, Signature=0`,
  };
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method: 'POST', path: '/', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', (error) => reject(new TransferFailed(error.message, EXIT.unreachable)));
    request.end(JSON.stringify({ KeyId: id }));
  });
  if (status !== 200) throw new TransferFailed(`KMS knows no key ${id}`, EXIT.noKey);
}

/** Streams stdin into <key>, <key>_part2, …: a part ends with a whole row, at the first one past the part's size. */
async function put({ bucket, key, kms_key: kmsKey, format }) {
  const partBytes = Number(process.env.AWS_S3_PART_BYTES ?? AURORA_PART_BYTES);
  const headers = kmsKey && {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': kmsKey,
  };
  const splitter = new RowSplitter(partBytes, format);
  let files = 0;
  let bytes = 0;
  let part;
  const begin = () => {
    files += 1;
    part = open('PUT', { bucket, key: files === 1 ? key : `${key}_part${files}` }, { ...headers });
  };
  const finish = async () => {
    part.request.end();
    const response = await part.answered;
    response.resume();
    refuseErrors(response);
  };
  if (kmsKey) await requireKey(kmsKey);
  begin();
  for await (const chunk of process.stdin) {
    bytes += chunk.length;
    for (const { data, beginsPart } of splitter.split(chunk)) {
      if (beginsPart) {
        await finish();
        begin();
      }
      if (!part.request.write(data)) {
        await Promise.race([new Promise((resolve) => part.request.once('drain', resolve)), part.answered]);
      }
    }
  }
  await finish();
  return { files, bytes };
}

const [verb, argument] = process.argv.slice(2);
try {
  const order = JSON.parse(Buffer.from(argument, 'hex').toString('utf8'));
  const report = await (verb === 'get' ? get(order) : put(order));
  writeFileSync(`aws_s3.${order.transfer}`, JSON.stringify(report)); // the server's data folder is where we run
} catch (error) {
  console.error(`aws_s3 ${verb}: ${error.message}`);
  process.exit(error.exitCode ?? EXIT.failed);
}
