/** Light, dark, or as the system says. CSS does the rest by `color-scheme` and light-dark(). */
import { useState } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'risk.theme';

function chosen(): Theme {
  const name = localStorage.getItem(STORED);
  return THEMES.find((theme) => theme === name) ?? 'system';
}

export function applyTheme(theme: Theme = chosen()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(chosen);
  return [
    theme,
    (next) => {
      localStorage.setItem(STORED, next);
      applyTheme(next);
      setTheme(next);
    },
  ];
}
