/**
 * Handles requests in the two protocols of the job services: JSON 1.1 of SageMaker (one path, the operation in a header,
 * errors in `__type`) and REST JSON of EMR Serverless (paths and methods, errors in a header).
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';

/** An error response; the SDK throws the exception of this name. */
export class JobServiceException extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** Takes the JSON of the request and resolves to the JSON of the response. */
export type JobOperation = (request: unknown) => Promise<object>;

/** Handles one request of the JSON protocol. @param operations by target, such as `SageMaker.CreateTrainingJob` */
export async function respondJson(
  operations: Record<string, JobOperation>,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const reply = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
    response.end(JSON.stringify(body));
  };
  const target = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
  try {
    const operation = operations[target];
    if (!operation) throw new JobServiceException('UnknownOperationException', `${target} is not known here`);
    reply(200, await operation(parseJson(body)));
  } catch (error) {
    const isJobException = error instanceof JobServiceException;
    log(`${target}: ${isJobException ? `${error.name}: ${error.message}` : (error as Error).stack}`);
    const { name, message, status } = isJobException
      ? error
      : new JobServiceException('InternalFailure', 'The job endpoint failed; its log says why.', 500);
    reply(status, { __type: name, message });
  }
}

/** An operation of the REST protocol. */
export interface JobRoute {
  method: string;
  path: RegExp;
  /** @param parameters groups of `path` */
  operation: (parameters: string[], body: unknown) => Promise<object>;
}

/** Handles one request of the REST protocol. */
export async function respondRest(
  routes: JobRoute[],
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const reply = (status: number, body: object, error: Record<string, string> = {}) => {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...error };
    response.writeHead(status, headers);
    response.end(JSON.stringify(body));
  };
  const path = new URL(request.url ?? '/', 'http://local').pathname;
  try {
    const route = routes.find(({ method, path: form }) => method === request.method && form.test(path));
    if (!route)
      throw new JobServiceException('UnknownOperationException', `${request.method} ${path} is not known`, 404);
    const parameters = (route.path.exec(path) ?? []).slice(1).map(decodeURIComponent);
    reply(200, await route.operation(parameters, parseJson(body)));
  } catch (error) {
    const { name, message, status } = toJobException(error);
    log(`${request.method} ${path}: ${error instanceof JobServiceException ? message : (error as Error).stack}`);
    reply(status, { message }, { 'x-amzn-errortype': name });
  }
}

const toJobException = (error: unknown): JobServiceException =>
  error instanceof JobServiceException
    ? error
    : new JobServiceException('InternalServerException', 'The job endpoint failed; its log says why.', 500);

/**
 * Parses a request.
 * @throws {JobServiceException} when it is invalid (ValidationException); the message has every violation, worded as on AWS
 */
export function parseJobRequest<Schema extends z.ZodType>(schema: Schema, request: unknown): z.output<Schema> {
  const result = schema.safeParse(request, { reportInput: true });
  if (result.success) return result.data;
  const violations = result.error.issues.map((issue) => {
    const member = issue.path.map((part) => lowerFirstLetter(String(part))).join('.');
    if (issue.code === 'custom') return issue.message;
    const value = issue.input === undefined ? 'null' : `'${String(issue.input)}'`;
    const constraint = issue.input === undefined ? 'Member must not be null' : issue.message;
    return `Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`;
  });
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  throw new JobServiceException('ValidationException', `${count} detected: ${violations.join('; ')}`);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch {
    throw new JobServiceException('SerializationException', 'The request is not JSON');
  }
}

const lowerFirstLetter = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
