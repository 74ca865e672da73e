/** The choice between light, dark and the system's theme, stored in local storage. CSS applies it by `color-scheme`. */
import { useState } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'risk.theme';

function readStoredTheme(): Theme {
  const storedName = localStorage.getItem(STORAGE_KEY);
  return THEMES.find((theme) => theme === storedName) ?? 'system';
}

export function applyTheme(theme: Theme = readStoredTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** @returns the chosen theme, and a function that applies and stores another one */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(readStoredTheme);
  const chooseTheme = (chosen: Theme) => {
    localStorage.setItem(STORAGE_KEY, chosen);
    applyTheme(chosen);
    setTheme(chosen);
  };
  return [theme, chooseTheme];
}
