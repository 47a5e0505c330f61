import { languageName } from "../../../look/language";
import { Delayed, Skeleton, Spinner } from "../../../look/wait";

const LINES = ["w-[52%]", "invisible w-px", "w-[70%]", "ml-6 w-[38%]", "ml-6 w-[44%]", "ml-6 w-[61%]", "ml-6 w-[30%]"];

/** Stands where the editor will be until the shared code is here. */
export function Opening({ language, isShown }: { language: string; isShown: boolean }) {
  return (
    <section className={`panel editor ${isShown ? "shown" : ""}`} id="code" aria-label="Editor" aria-busy="true">
      <Delayed>
        <div className="progress" role="progressbar" aria-label="Opening the room" />
        <div className="bar">
          <span className="pl-2 font-medium">{languageName(language)}</span>
          <span className="grow" />
          <span className="hint pr-2"><Spinner />Opening the shared code</span>
        </div>
        <div className="grid gap-3 p-4">
          {LINES.map((line, index) => <Skeleton key={index} className={line} />)}
        </div>
      </Delayed>
    </section>
  );
}
