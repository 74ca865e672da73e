/** Keeps zod from compiling its checks, which the page's content security policy forbids. Imported before any schema. */
import { config } from 'zod';

config({ jitless: true });
