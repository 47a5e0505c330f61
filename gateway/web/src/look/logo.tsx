/** The mark of HireHub: two people at one place, in their shapes and hues. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" fill="none" aria-hidden="true">
      <path d="M6.5 7v12M4 19h5" className="stroke-p1" strokeWidth="2" strokeLinecap="round" />
      <rect x="3.75" y="2" width="5.5" height="5" rx="1.2" className="fill-p1" />
      <path d="M15.5 8v11M13 19h5" className="stroke-p2" strokeWidth="2" strokeLinecap="round" />
      <circle cx="15.5" cy="4.75" r="2.9" className="fill-p2" />
    </svg>
  );
}
