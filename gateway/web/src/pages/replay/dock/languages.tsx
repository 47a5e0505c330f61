import { languageName } from "../../../look/language";
import { languageSpans } from "../core/language-spans";
import type { Stage } from "../core/timeline";
import { cssShares } from "../css-shares";

/** Which language the editor showed when. */
export function Languages({ stages, length }: { stages: readonly Stage[]; length: number }) {
  return (
    <ol className="track-languages" aria-label="Languages">
      {languageSpans(stages, length).map(({ language, from, to }) => (
        <li key={from} ref={cssShares({ "--share": (to - from) / Math.max(1, length) })} title={languageName(language)}>{languageName(language)}</li>
      ))}
    </ol>
  );
}
