/** The files that a person has chosen for an import on this page. A reload forgets them, and they are chosen again. */

const chosen = new Map<string, readonly File[]>();

export const rememberFiles = (importId: string, files: readonly File[]): void => void chosen.set(importId, files);
export const recallFiles = (importId: string): readonly File[] => chosen.get(importId) ?? [];
export const forgetFiles = (importId: string): void => void chosen.delete(importId);
