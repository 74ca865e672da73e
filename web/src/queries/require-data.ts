/** Reads the body of a response that has one. */

/** @throws {Error} when the API answered nothing */
export function requireData<Data>(data: Data | undefined): Data {
  if (data === undefined) throw new Error('The API answered nothing.');
  return data;
}
