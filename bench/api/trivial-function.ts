/** The gateway's floor: a function that answers at once, behind the same kind of authorizer. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LocalSettings } from '../../local/settings.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const HANDLER = `exports.handler = async () => ({ statusCode: 200, headers: {}, body: '{"ok":true}' });\n`;
const ZIP =
  'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n    z.writestr("index.js", sys.argv[2])\n';

/** Makes the function and an API with POST / that the user pool guards; gives its address. */
export async function trivialApi(settings: LocalSettings, folder: string, poolId: string): Promise<string> {
  const { region, accountId, urls } = settings;
  const archive = join(folder, 'trivial.zip');
  execFileSync(join(ROOT, '.venv/bin/python'), ['-c', ZIP, archive, HANDLER]);
  const name = 'bench-trivial';
  await call(`${urls.aws}/2015-03-31/functions`, 'lambda', {
    FunctionName: name,
    Runtime: 'nodejs24.x',
    Role: `arn:aws:iam::${accountId}:role/bench`,
    Handler: 'index.handler',
    Code: { ZipFile: readFileSync(archive).toString('base64') },
  }).catch((error) => {
    if (!/ResourceConflict|already exist/i.test(String(error))) throw error;
  });
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const uri = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  const integration = { type: 'aws_proxy', httpMethod: 'POST', uri };
  const document = {
    openapi: '3.0.3',
    info: { title: name, version: '1' },
    paths: {
      '/v1/predict': {
        post: { security: [{ pool: [] }], responses: {}, 'x-amazon-apigateway-integration': integration },
      },
    },
    components: {
      securitySchemes: {
        pool: {
          ...{ type: 'apiKey', name: 'Authorization', in: 'header' },
          'x-amazon-apigateway-authtype': 'cognito_user_pools',
          'x-amazon-apigateway-authorizer': {
            type: 'cognito_user_pools',
            providerARNs: [`arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId}`],
          },
        },
      },
    },
  };
  const { id } = await call(`${urls.aws}/restapis?mode=import`, 'apigateway', document);
  await call(`${urls.aws}/restapis/${id}/deployments`, 'apigateway', { stageName: 'live' });
  return `${urls.aws}/restapis/${id}/live/_user_request_/v1/predict`;
}

/** The emulator tells services by the credential's scope, and checks no signature. */
async function call(url: string, service: string, body: object): Promise<{ id: string }> {
  const scope = `Credential=test/20260101/eu-west-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`;
  const headers = { 'content-type': 'application/json', authorization };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
