/**
 * The AWS Query protocol, which RDS uses: a form with the action and its parameters, and an answer in XML
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
 */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { z } from 'zod';

const NAMESPACE = 'http://rds.amazonaws.com/doc/2014-10-31/';

/** An error response; the SDK throws the exception of this name. */
export class RdsException extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** Takes the parameters of the request and resolves to the members of the result. */
export type RdsOperation = (parameters: unknown) => Promise<object>;

/** Handles one request. @param operations by action, such as `DescribeDBClusters` */
export async function respondQuery(
  operations: Record<string, RdsOperation>,
  body: Buffer,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const form = new URLSearchParams(body.toString('utf8'));
  const action = form.get('Action') ?? '';
  const reply = (status: number, xml: string) =>
    response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() }).end(xml);
  try {
    const operation = operations[action];
    if (!operation) throw new RdsException('InvalidAction', `${action} is not known to the local RDS`);
    const result = writeXml(await operation(readForm(form)));
    reply(
      200,
      `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result></${action}Response>`,
    );
  } catch (error) {
    const isRdsException = error instanceof RdsException;
    log(`${action}: ${isRdsException ? `${error.name}: ${error.message}` : (error as Error).stack}`);
    const { name, message, status } = isRdsException
      ? error
      : new RdsException('InternalFailure', 'The local RDS failed; its log says why.', 500);
    const type = status < 500 ? 'Sender' : 'Receiver';
    reply(
      status,
      `<ErrorResponse xmlns="${NAMESPACE}">${writeXml({ Error: { Type: type, Code: name, Message: message } })}</ErrorResponse>`,
    );
  }
}

/** Parses the parameters of a request. @throws {RdsException} when they are invalid (InvalidParameterValue) */
export function parseParameters<Schema extends z.ZodType>(schema: Schema, parameters: unknown): z.output<Schema> {
  const result = schema.safeParse(parameters);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = issue?.path.join('.');
  throw issue?.input === undefined && issue?.code === 'invalid_type'
    ? new RdsException('MissingParameter', `The request must contain the parameter ${name}.`)
    : new RdsException('InvalidParameterValue', `Invalid value for ${name}: ${issue?.message}`);
}

interface FormNode {
  [name: string]: FormNode | string;
}

/** `Tags.Tag.1.Key=a` becomes `{ Tags: [{ Key: 'a' }] }`. */
function readForm(form: URLSearchParams): unknown {
  const root: FormNode = Object.create(null);
  for (const [path, value] of form) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let node = root;
    for (const name of names) {
      const child = node[name];
      const next: FormNode = typeof child === 'object' ? child : Object.create(null);
      node[name] = next;
      node = next;
    }
    node[last] = value;
  }
  return simplify(root);
}

function simplify(node: FormNode | string): unknown {
  if (typeof node === 'string') return node;
  const entries = Object.entries(node);
  const [name, only] = entries[0] ?? [];
  if (entries.length === 1 && typeof only === 'object' && isNumbered(only)) return Object.values(only).map(simplify);
  if (name !== undefined && isNumbered(node)) return Object.values(node).map(simplify);
  return Object.fromEntries(entries.map(([key, value]) => [key, simplify(value)]));
}

const isNumbered = (node: FormNode): boolean => Object.keys(node).every((key) => /^\d+$/.test(key));

/** Names of the elements of lists, which the protocol takes from the API's model. */
const MEMBERS: Record<string, string> = {
  AssociatedRoles: 'DBClusterRole',
  AvailabilityZones: 'AvailabilityZone',
  DBClusterMembers: 'DBClusterMember',
  DBClusters: 'DBCluster',
  DBClusterSnapshots: 'DBClusterSnapshot',
  DBInstances: 'DBInstance',
  TagList: 'Tag',
  VpcSecurityGroups: 'VpcSecurityGroupMembership',
};

function writeXml(value: object): string {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) => `<${name}>${writeMember(name, member)}</${name}>`)
    .join('');
}

function writeMember(name: string, value: unknown): string {
  if (Array.isArray(value)) {
    const element = MEMBERS[name] ?? 'member';
    return value.map((item) => `<${element}>${writeMember(element, item)}</${element}>`).join('');
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return writeXml(value);
  return escapeText(String(value));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
