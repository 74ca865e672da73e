/**
 * Signs a request with the access key in the server's environment (AWS Signature Version 4). Written out, because the
 * signer of the AWS SDK would double the time that each transfer needs to start.
 */
import { createHash, createHmac } from 'node:crypto';

const hash = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/**
 * Returns the headers of a request with its signature.
 * @param request `path` as it is sent, without a query; `body` of a request other than to S3, which signs no body here
 */
export function signRequest({ method, host, path, service, region, headers, body }) {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = process.env;
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const payload = body === undefined ? 'UNSIGNED-PAYLOAD' : hash(body);
  const signed = { ...headers, host, 'x-amz-content-sha256': payload, 'x-amz-date': now };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const canonical = [method, path, '', lines, names.join(';'), payload].join('\n');
  const scope = [now.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce(hmac, `AWS4${secret}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', now, scope.join('/'), hash(canonical)].join('\n')).toString('hex');
  const credential = `Credential=${id}/${scope.join('/')}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...signed, authorization };
}
