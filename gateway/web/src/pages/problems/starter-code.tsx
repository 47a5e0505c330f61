import { useState } from "react";
import { byListOrder, languageName } from "../../look/language";
import { CodeView } from "./code-view";
import { Segments } from "../../look/segments";

/** Code in several languages, one shown at a time. Nothing where there is none. */
export function StarterCode({ title, code }: { title: string; code: Readonly<Record<string, string>> }) {
  const languages = Object.keys(code).sort(byListOrder);
  const [chosen, choose] = useState<string>();
  const language = chosen !== undefined && chosen in code ? chosen : languages[0];
  if (language === undefined) return null;
  return (
    <section>
      <h3>{title}</h3>
      <div className="sheet bg-bg-0!">
        <div className="overflow-x-auto p-1.5">
          <Segments label={`${title}, language`} options={languages.map((id) => ({ value: id, label: languageName(id) }))} value={language} onChange={choose} className="max-w-none!" />
        </div>
        <CodeView text={code[language] ?? ""} language={language} label={`${title}, ${languageName(language)}`} />
      </div>
    </section>
  );
}
