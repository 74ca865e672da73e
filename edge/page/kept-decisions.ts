/** Keeps decisions in the browser's IndexedDB until they are exported and removed. */
import type { KeptDecision } from '../export-decisions.ts';

const DATABASE = 'edge-decisions';
const STORE = 'decisions';

interface StoredDecision extends KeptDecision {
  decision_id: string;
  is_exported: boolean;
}

/** The decisions of this device. */
export interface DecisionStore {
  add(kept: KeptDecision): Promise<void>;
  list(): Promise<StoredDecision[]>;
  markExported(ids: readonly string[]): Promise<void>;
  /** Removes what was exported, and returns how many. */
  removeExported(): Promise<number>;
}

/** Opens the store of this page's origin. */
export async function openDecisionStore(): Promise<DecisionStore> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'decision_id' });
  const database = await toPromise(opening);
  const list = () => toPromise<StoredDecision[]>(database.transaction(STORE).objectStore(STORE).getAll());
  const change = (work: (store: IDBObjectStore) => void) =>
    new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(STORE));
    });
  return {
    list,
    add: (kept) => {
      const { decision_id } = kept.decision;
      return change((store) => store.add({ ...kept, decision_id, is_exported: false } satisfies StoredDecision));
    },
    async markExported(ids) {
      const exported = (await list()).filter(({ decision_id }) => ids.includes(decision_id));
      await change((store) => {
        for (const kept of exported) store.put({ ...kept, is_exported: true });
      });
    },
    async removeExported() {
      const exported = (await list()).filter(({ is_exported }) => is_exported);
      await change((store) => {
        for (const { decision_id } of exported) store.delete(decision_id);
      });
      return exported.length;
    },
  };
}

function toPromise<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
