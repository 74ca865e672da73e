/** Deploys a trivial function behind the same kind of authorizer, which measures the gateway alone. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LocalSettings } from '../../cli/local/settings/local-settings.ts';
import { callSigned } from '../../testing/aws/signed-call.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** It logs a line, because MiniStack waits 50 ms for the first line of a function. */
const HANDLER = `exports.handler = async () => {
  console.log('answered');
  return { statusCode: 200, headers: {}, body: '{"ok":true}' };
};
`;
const ZIP =
  'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n    z.writestr("index.js", sys.argv[2])\n';

interface Answer {
  id: string;
  item?: { id: string }[];
}

/** Creates the function and an API with POST / that the user pool guards, and returns its address. */
export async function deployTrivialApi(settings: LocalSettings, folder: string, poolId: string): Promise<string> {
  const { region, accountId, urls } = settings;
  const archive = join(folder, 'trivial.zip');
  execFileSync(join(ROOT, '.venv/bin/python'), ['-c', ZIP, archive, HANDLER]);
  const name = 'bench-trivial';
  await call('POST', `${urls.aws}/2015-03-31/functions`, 'lambda', {
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
  const callApiGateway = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
    call(method, `${urls.aws}/restapis${path}`, 'apigateway', body);
  const { id } = await callApiGateway('POST', '', { name });
  const { item: [root] = [] } = await callApiGateway('GET', `/${id}/resources`);
  const pool = `arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId}`;
  const { id: authorizerId } = await callApiGateway('POST', `/${id}/authorizers`, {
    ...{ name: 'pool', type: 'COGNITO_USER_POOLS', providerARNs: [pool] },
    identitySource: 'method.request.header.Authorization',
  });
  const method = `/${id}/resources/${root?.id}/methods/POST`;
  await callApiGateway('PUT', method, { authorizationType: 'COGNITO_USER_POOLS', authorizerId });
  await callApiGateway('PUT', `${method}/integration`, { type: 'AWS_PROXY', httpMethod: 'POST', uri });
  await callApiGateway('POST', `/${id}/deployments`, { stageName: 'live' });
  return `${urls.aws}/restapis/${id}/live/_user_request_/`;
}

async function call(method: string, url: string, service: string, body?: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const request = { service, method, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await callSigned(url, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
