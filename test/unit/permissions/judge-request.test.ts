/** The judge of permissions decides as IAM does where a grant alone is not enough. */
import { expect, test } from '@jest/globals';
import { judgeRequest } from '../../e2e/permissions/judge-request.ts';
import type { ProductionAccess } from '../../e2e/permissions/production-access.ts';
import { ACCOUNT, type Json, REGION } from '../../e2e/permissions/production-resources.ts';

const WRITER = `arn:aws:iam::${ACCOUNT}:role/writer`;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/other`;
const OBJECT = 'arn:aws:s3:::audit/chain/1.json';
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
const ofAccount = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

const denyPut = (condition: Json) => ({
  ...{ Sid: 'Deny', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::audit/*' },
  Condition: condition,
});
const onlyWriter = denyPut({ ArnNotEquals: { 'aws:PrincipalArn': WRITER } });
const onlyOnce = denyPut({ Null: { 's3:if-none-match': 'true' } });
const trust = (principal: Json) => ({
  ...{ Sid: 'Trust', Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: KEY },
});
const pass = { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } };

test.each<[string, boolean, string, string, string, Json, Record<string, string>]>([
  ['the role that a bucket admits', true, WRITER, 's3:PutObject', OBJECT, { ofResource: onlyWriter }, {}],
  ['a role that a bucket refuses', false, OTHER, 's3:PutObject', OBJECT, { ofResource: onlyWriter }, {}],
  ['a write once', true, OTHER, 's3:PutObject', OBJECT, { ofResource: onlyOnce }, { 's3:if-none-match': '*' }],
  ['a write that may replace', false, OTHER, 's3:PutObject', OBJECT, { ofResource: onlyOnce }, {}],
  ['a key that trusts its account', true, OTHER, 'kms:Decrypt', KEY, { ofResource: trust(ofAccount) }, {}],
  [
    'a key that trusts a service only',
    false,
    OTHER,
    'kms:Decrypt',
    KEY,
    { ofResource: trust({ Service: 's3.amazonaws.com' }) },
    {},
  ],
  ['a key without a policy', false, OTHER, 'kms:Decrypt', KEY, {}, {}],
  ['a role passed as granted', true, OTHER, 'iam:PassRole', WRITER, { condition: pass }, pass.StringEquals],
  [
    'a role passed to another service',
    false,
    OTHER,
    'iam:PassRole',
    WRITER,
    { condition: pass },
    { 'iam:PassedToService': 'lambda.amazonaws.com' },
  ],
])('%s: %s', async (_, isAllowed, principal, action, resource, { ofResource, condition }, context) => {
  const grant = {
    Sid: 'Grant',
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(condition && { Condition: condition }),
  };
  const document = (Statement: Json) => Statement && { Version: '2012-10-17', Statement: [Statement] };
  const access = {
    findRolePolicy: () => document(grant),
    findResourcePolicy: () => document(ofResource),
  } as unknown as ProductionAccess;
  const judgement = await judgeRequest({ caller: 'tests', principal, action, resource, context }, access);
  expect(judgement).toMatchObject({ isAllowed });
});
