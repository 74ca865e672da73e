/** Parses the JSON body of a call that has one, and refuses what no body may contain. */
import { createHash } from 'node:crypto';
import type { MiddlewareObj } from '@middy/core';
import { formatCountOf } from '../../shared/page/number-format.ts';
import { type BodyFault, findBodyFaults } from './body-faults.ts';
import type { ApiEvent } from './operation.ts';
import { Problem } from './problem.ts';

/** Far more than the largest body of most calls; a route may set its own limit. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Takes the place of an item that no call may contain, in a list whose items fail alone. */
export class RefusedItem {
  readonly problem: Problem;
  readonly #bodySha256: string;

  constructor(problem: Problem, bodySha256: string) {
    this.problem = problem;
    this.#bodySha256 = bodySha256;
  }

  /** Two requests are the same when their items are; the item itself cannot be compared. */
  toJSON(): unknown {
    return { refused_item_of: this.#bodySha256 };
  }
}

/**
 * Sets `event.json`; throws a Problem when the body is too large (413), is not JSON (400) or has what no body may contain
 * (422). In the route's `listField`, an item with such a fault becomes a RefusedItem.
 */
export function parseJsonBody(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      const { route } = event.operation ?? {};
      if (!route?.body) return;
      const { maxBodyBytes = MAX_BODY_BYTES, listField } = route;
      const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
      if (bytes.byteLength > maxBodyBytes) {
        throw new Problem(
          413,
          'body-too-large',
          `The body may have at most ${formatCountOf(maxBodyBytes, 'byte')}. Send less at once.`,
        );
      }
      const text = bytes.toString('utf8');
      const json = parseJson(text);
      const isOfItem = ({ path: [field, item] }: BodyFault) => field === listField && typeof item === 'number';
      const { item: itemFaults, body: bodyFaults } = Object.groupBy(findBodyFaults(text, json), (fault) =>
        isOfItem(fault) ? 'item' : 'body',
      );
      if (bodyFaults) throw toProblem(bodyFaults);
      event.json = listField && itemFaults ? refuseItems(json, text, listField, itemFaults) : json;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem(400, 'not-json', 'The body is not JSON in UTF-8.', [], { cause });
  }
}

function toProblem(faults: readonly BodyFault[]): Problem {
  const errors = faults.map(({ path, message }) => ({ path: path.join('.'), message }));
  return new Problem(
    422,
    'invalid-body',
    'The body of the request is not valid. The field errors says which fields, and why.',
    errors,
  );
}

function refuseItems(json: unknown, text: string, listField: string, faults: readonly BodyFault[]): unknown {
  const faultsByItem = Map.groupBy(faults, ({ path }) => path[1]);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const body = json as Record<string, unknown[]>;
  const items = body[listField]?.map((item, position) => {
    const itemFaults = faultsByItem.get(position)?.map(({ path, message }) => ({ path: path.slice(2), message }));
    return itemFaults ? new RefusedItem(toProblem(itemFaults), sha256) : item;
  });
  return { ...body, [listField]: items };
}
