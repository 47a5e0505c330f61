import { Code } from "@connectrpc/connect";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Problem } from "../../gen/hirehub/session/v1/problem_pb";
import { useClients } from "../../hooks/services";
import { problemOf } from "../../rpc/problem";
import { errorsFrom, errorsIn, FIELDS, type FieldName, type FormErrors } from "./form-errors";
import { addressOf, BLANK, formOf, isSame, type ProblemForm, problemOfForm } from "./problem-form";

/** A problem being written: its form, what is wrong with it, and what can be done. `onTrouble` gets the first place that is wrong. */
export function useProblemEditor(problem: Problem | null, onTrouble: (field: FieldName | "form") => void) {
  const [saved, setSaved] = useState<ProblemForm>(problem ? formOf(problem) : BLANK);
  const [form, setForm] = useState(saved);
  const [errors, setErrors] = useState<FormErrors>({});
  const isNew = problem === null && saved === BLANK;
  const refuse = (found: FormErrors) => {
    setErrors(found);
    onTrouble(FIELDS.find((field) => found[field]) ?? "form");
  };
  const { mutate, isPending } = useSave(isNew, refuse, (result) => setSaved(result));
  const change = (part: Partial<ProblemForm>) => {
    setForm((before) => withAddress(before, part, isNew));
    setErrors((before) => ({ ...without(before, Object.keys(part)), form: undefined }) as FormErrors);
  };
  const save = () => {
    if (isPending) return;
    const found = errorsIn(form);
    if (Object.keys(found).length > 0) return refuse(found);
    setErrors({});
    mutate(form);
  };
  const discard = () => {
    setForm(saved);
    setErrors({});
  };
  return { form, saved, errors, isNew, isPending, isDirty: !isSame(form, saved), change, save, discard };
}

/** What a part of the form may do, beside being shown. */
export type ProblemEditing = ReturnType<typeof useProblemEditor>;

function useSave(isNew: boolean, onRefused: (errors: FormErrors) => void, onSaved: (form: ProblemForm) => void) {
  const { problems } = useClients();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (form: ProblemForm) => {
      const problem = problemOfForm(form);
      await (isNew ? problems.createProblem({ problem }) : problems.updateProblem({ problem }));
    },
    onSuccess: (_, form) => {
      onSaved(form);
      void queries.invalidateQueries({ queryKey: ["problems"] });
      void queries.invalidateQueries({ queryKey: ["problem"] });
    },
    onError: (error, form) => {
      const trouble = problemOf(error);
      const known = queries.getQueryData<Problem[]>(["problems"]);
      const owner = trouble.code === Code.AlreadyExists ? known?.find((other) => other.problemId === form.address.trim())?.title : undefined;
      onRefused(errorsFrom(trouble, owner));
    },
  });
}

/** The address of a new problem follows its title until somebody writes another. */
function withAddress(before: ProblemForm, part: Partial<ProblemForm>, isNew: boolean): ProblemForm {
  const after = { ...before, ...part };
  const follows = isNew && part.title !== undefined && before.address === addressOf(before.title);
  return follows ? { ...after, address: addressOf(after.title) } : after;
}

function without(errors: FormErrors, fields: readonly string[]): FormErrors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => !fields.includes(field)));
}
