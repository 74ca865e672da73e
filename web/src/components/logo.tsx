/** The system's logo: rising bars. */
export function Logo() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--accent-strong)" />
      <path d="M7 22h4v4H7zM14 16h4v10h-4zM21 8h4v18h-4z" fill="var(--on-accent)" />
    </svg>
  );
}
