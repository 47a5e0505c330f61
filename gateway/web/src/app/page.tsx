import { type ComponentType, type ReactNode, useEffect, useState } from "react";

/** A page whose code is a chunk of its own. */
export interface Page<Props> {
  (props: Props): ReactNode;
  /** Fetches its code, if it is not here. Rejects if it cannot be had. */
  readonly load: () => Promise<void>;
}

/**
 * A page whose code is fetched when somebody goes there; until it is here, they see `meanwhile`.
 * `React.lazy` would keep it back: what waits behind a `Suspense` is shown 300 ms after its fallback,
 * however soon it is here.
 */
export function page<Props extends object>(
  fetch: () => Promise<{ readonly default: ComponentType<Props> }>,
  meanwhile: ReactNode = null,
): Page<Props> {
  let Fetched: ComponentType<Props> | undefined;
  const load = async () => {
    Fetched = (await fetch()).default;
  };
  const show = (props: Props) => {
    useLoaded(Fetched !== undefined, load);
    return Fetched ? <Fetched {...props} /> : meanwhile;
  };
  return Object.assign(show, { load });
}

/** Renders again once `load` is through; throws what it rejects with. */
function useLoaded(isLoaded: boolean, load: () => Promise<void>): void {
  const [failure, setFailure] = useState<{ readonly error: unknown }>();
  const [, setLoaded] = useState(isLoaded);
  useEffect(() => {
    if (!isLoaded) load().then(() => setLoaded(true), (error: unknown) => setFailure({ error }));
  }, [isLoaded, load]);
  if (failure) throw failure.error;
}
