/**
 * Transfers one object between PostgreSQL and S3: `get` writes it to stdout for COPY, `put` uploads stdin. The database
 * server runs this program as its user, so it needs only Node, and its one argument is JSON in hexadecimal. The address
 * of S3 and the key to sign with come from the server's environment.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { RowSplitter } from './row-splitter.mjs';
import { signRequest } from './sign-request.mjs';

const EXIT = { failed: 1, denied: 43, missing: 44, noKey: 45, unreachable: 50 };
const AURORA_PART_BYTES = 6 * 1024 ** 3;
/** Region of the local cloud. */
const REGION = 'eu-west-1';

/** Aurora has one role for imports and one for exports; the record of calls names them. */
const CALLER = process.env.AWS_S3_NAMES_CALLER && {
  'x-amz-security-token': process.argv[2] === 'get' ? 'aurora/import' : 'aurora/export',
};

class TransferFailed extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Checks that the cluster has a role for the feature, where the server's environment asks for it. */
function requireRole(feature) {
  const path = process.env.AWS_S3_FEATURES;
  if (!path) return;
  const features = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  if (!features.includes(feature)) throw new TransferFailed(`the cluster has no role for ${feature}`, EXIT.denied);
}

/** Begins a request for an object. Only bucket and key come from the caller. */
function beginRequest(method, { bucket, key }, headers = {}) {
  const endpoint = process.env.AWS_S3_ENDPOINT;
  if (!endpoint) throw new TransferFailed('the server was started without an S3 endpoint', EXIT.unreachable);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket ?? '')) throw new TransferFailed('no bucket', EXIT.missing);
  const segments = (key ?? '').split('/');
  if (!key || segments.some((segment) => segment === '.' || segment === '..')) {
    throw new TransferFailed('no key', EXIT.missing);
  }
  const { host, hostname, port } = new URL(endpoint);
  const path = `/${bucket}/${segments.map(encodeURIComponent).join('/')}`;
  const signed = signRequest({ method, host, path, service: 's3', region: REGION, headers: { ...headers, ...CALLER } });
  const request = httpRequest({ hostname, port, method, path, headers: signed });
  const response = new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) => reject(new TransferFailed(error.message, EXIT.unreachable)));
  });
  response.catch(() => {}); // surfaces where it is awaited
  return { request, response };
}

function refuseErrors({ statusCode }) {
  if (statusCode === 404) throw new TransferFailed('HTTP 404', EXIT.missing);
  if (statusCode === 403) throw new TransferFailed('HTTP 403', EXIT.denied);
  if (statusCode >= 300) throw new TransferFailed(`HTTP ${statusCode}`, EXIT.failed);
}

/** Downloads an object. Like Aurora, decompresses gzip only when Content-Encoding is gzip. */
async function getObject(object) {
  const { request, response } = beginRequest('GET', object);
  request.end();
  const incoming = await response;
  refuseErrors(incoming);
  const isGzip = incoming.headers['content-encoding'] === 'gzip';
  const decompression = isGzip ? [createGunzip({ chunkSize: 256 * 1024 })] : [];
  await pipeline(incoming, ...decompression, process.stdout);
  return { files: 1, bytes: Number(incoming.headers['content-length'] ?? 0) };
}

/** Checks that the KMS key exists: S3 requires it, MiniStack accepts any. KMS has the same address. */
async function requireKmsKey(id) {
  const { host, hostname, port } = new URL(process.env.AWS_S3_ENDPOINT);
  const [, region = 'none'] = /^arn:[^:]*:kms:([^:]*):/.exec(id) ?? [];
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.DescribeKey' };
  const body = JSON.stringify({ KeyId: id });
  const signed = signRequest({ method: 'POST', host, path: '/', service: 'kms', region, headers, body });
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method: 'POST', path: '/', headers: signed }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', (error) => reject(new TransferFailed(error.message, EXIT.unreachable)));
    request.end(body);
  });
  if (status !== 200) throw new TransferFailed(`KMS knows no key ${id}`, EXIT.noKey);
}

/** Uploads stdin to <key>, <key>_part2, …; a part ends with the first complete row at or after the part size. */
async function putObject({ bucket, key, kms_key: kmsKey, format }) {
  const partBytes = Number(process.env.AWS_S3_PART_BYTES ?? AURORA_PART_BYTES);
  const headers = kmsKey && {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': kmsKey,
  };
  const splitter = new RowSplitter(partBytes, format);
  let files = 0;
  let bytes = 0;
  let part;
  const beginPart = () => {
    files += 1;
    part = beginRequest('PUT', { bucket, key: files === 1 ? key : `${key}_part${files}` }, { ...headers });
  };
  const finishPart = async () => {
    part.request.end();
    const incoming = await part.response;
    incoming.resume();
    refuseErrors(incoming);
  };
  if (kmsKey) await requireKmsKey(kmsKey);
  beginPart();
  for await (const buffer of process.stdin) {
    bytes += buffer.length;
    for (const { data, beginsPart } of splitter.split(buffer)) {
      if (beginsPart) {
        await finishPart();
        beginPart();
      }
      if (!part.request.write(data)) {
        await Promise.race([new Promise((resolve) => part.request.once('drain', resolve)), part.response]);
      }
    }
  }
  await finishPart();
  return { files, bytes };
}

const [verb, argument] = process.argv.slice(2);
try {
  const request = JSON.parse(Buffer.from(argument, 'hex').toString('utf8'));
  requireRole(verb === 'get' ? 's3Import' : 's3Export');
  const report = await (verb === 'get' ? getObject(request) : putObject(request));
  writeFileSync(`aws_s3.${request.transfer}`, JSON.stringify(report)); // into the server's data folder, where this program runs
} catch (error) {
  console.error(`aws_s3 ${verb}: ${error.message}`);
  process.exit(error.exitCode ?? EXIT.failed);
}
