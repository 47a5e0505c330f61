const PATHS = {
  add: "M8 3.5v9M3.5 8h9",
  back: "M9.5 4.5 6 8l3.5 3.5",
  bold: "M5 3.5h3.6a2.2 2.2 0 0 1 0 4.4H5zM5 7.9h4.2a2.3 2.3 0 0 1 0 4.6H5z",
  chat: "M2.5 3.5h11v7.5H7l-3 2.5V11H2.5z",
  check: "m3.5 8.5 3 3 6-7",
  clock: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 5v3.2l2 1.3",
  close: "m4.5 4.5 7 7m0-7-7 7",
  code: "m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  copy: "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7",
  down: "m4.5 6.5 3.5 3.5 3.5-3.5",
  edit: "M10.5 3 13 5.5 6 12.5l-3 .5.5-3z",
  enter: "M6.5 13.5h6v-11h-6M2.5 8h7m-2.5-2.5L9.5 8 7 10.5",
  file: "M4 2.5h5.5L12 5v8.5H4zM6 8h4M6 10.5h4",
  info: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 7.5V11M8 5h.01",
  insert: "M2.5 3v10M13.5 8h-8m3-3-3 3 3 3",
  italic: "M7 3.5h4M5 12.5h4M9.4 3.5l-2.8 9",
  key: "M10 2.8a3.2 3.2 0 1 1-2.6 5L3.5 11.7V13.5h2v-1.3H7v-1.5",
  language: "M2.5 4.5h7M6 2.5v2M8 4.5c-.6 3-2.4 5.2-5 6.5M4 6.8c1 1.7 2.4 3 4.2 3.8M8.5 13.5l2.5-6 2.5 6M9.3 11.5h3.4",
  leave: "M9.5 13.5h-6v-11h6M7.5 8h6m-2.5-2.5L13.5 8 11 10.5",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  lock: "M4.5 7.5h7v5.5h-7zM6 7.5V5.4a2 2 0 0 1 4 0v2.1",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  next: "M4.5 4v8l6-4zM12 4v8",
  offline: "M2.5 2.5l11 11M5.2 10.4a4 4 0 0 1 5.6 0M3 8a7 7 0 0 1 3-1.8M13 8a7 7 0 0 0-3.4-1.9M8 12.8h.01",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5.5 3.5v9l7-4.5z",
  previous: "M11.5 4v8l-6-4zM4 4v8",
  retry: "M12.8 6.5A5 5 0 1 0 13 9.2M13 3v3.5H9.5",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.4 10.4l3.1 3.1",
  send: "M8 12.5v-9M4.2 7.2 8 3.4l3.8 3.8",
  warning: "M8 2.5 14 13H2L8 2.5ZM8 6.5v3M8 11.2h.01",
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof PATHS;

/** A drawing in the colour of the text. It has no name of its own: the words beside it, or the button around it, say it. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth={name === "more" ? 2 : 1.5} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" className={className}>
      <path d={PATHS[name]} />
    </svg>
  );
}
