/** Recognises ids of the API in what people type, paste or follow. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Predictions, runs and imports have ids of version 7; a customer can have one of any other version. */
const UUID_OF_SYSTEM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** As the API has it: 1 to 200 characters, without control characters. */
const DELIVERED_ID = /^\P{Cc}{1,200}$/u;
/** White space, and characters without width that programs paste along. */
const PASTED_EDGES = /^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g;

/** Whether the API can have something with this id; it refuses to look for any other text. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** Whether a lender can have delivered this id; the API refuses to look for any other text. */
export const isDeliveredId = (text: string): boolean => DELIVERED_ID.test(text) && text !== '.' && text !== '..';

/** What a search is for: a prediction, or a customer. Undefined for an empty text. */
export function parseSearch(text: string): { prediction: string } | { customer: string } | undefined {
  const id = text.replaceAll(PASTED_EDGES, '');
  if (id === '') return undefined;
  return UUID_OF_SYSTEM.test(id) ? { prediction: id.toLowerCase() } : { customer: id };
}
