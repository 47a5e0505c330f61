import { classNames } from "../../look/class-names";
import { Delayed, Skeleton } from "../../look/wait";

/** Grey rows while sessions load; with `seats` as live ones have them. */
export function SessionListSkeleton({ seats }: { seats: boolean }) {
  return (
    <Delayed>
      <div className="sheet" role="status" aria-label="Loading the sessions">
        {[1, 2, 3].map((row) => (
          <div key={row} className={classNames("grid gap-4 px-4 py-3.5 not-first:border-t not-first:border-line-1", seats && "grid-cols-[4.25rem_1fr]")}>
            {seats && (
              <span className="seats">
                <Skeleton className="size-6! rounded-[5px]!" />
                <Skeleton className="size-6! rounded-full!" />
              </span>
            )}
            <div className="grid content-center gap-2">
              <Skeleton className="w-1/2" />
              <Skeleton className="h-2! w-3/5" />
            </div>
          </div>
        ))}
      </div>
    </Delayed>
  );
}
