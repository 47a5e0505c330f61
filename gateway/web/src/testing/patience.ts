/** Milliseconds that anything which must happen may take, on a machine that does much else. */
export const PATIENCE = 30_000;
