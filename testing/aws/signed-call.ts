/** Calls AWS APIs without an installed client, signed with the key in this process's environment. */
import { fetchSigned, type UnsignedRequest } from '../../cli/local/guard/signature.ts';

export function callSigned(url: string, request: UnsignedRequest): Promise<Response> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env;
  return fetchSigned(url, request, { accessKeyId, secretAccessKey });
}
