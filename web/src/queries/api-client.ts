/** The client of the API on this page's origin. It sends the access token of the signed-in user. */
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { requireAccessToken } from '../auth/session.ts';

export const api = createRiskClient({ baseUrl: location.origin, token: async () => requireAccessToken() });
