import { LinkButton } from "./button";
import { Empty } from "./empty";
import { PageHeading } from "./page-heading";

/** The address leads nowhere, or nowhere for this person: the same words for both. */
export function NotFound() {
  return (
    <main id="main" className="page">
      <PageHeading title="Not found" className="sr-only" />
      <Empty icon="search" title="There is no such page" actions={<LinkButton href="/">All sessions</LinkButton>}>
        The link may be old, or it is meant for someone else.
      </Empty>
    </main>
  );
}
