import { Code } from "@connectrpc/connect";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { useClients } from "../../hooks/services";
import { Confirm } from "../../look/confirm";
import { FieldError } from "../../look/field";
import { problemOf } from "../../rpc/problem";

interface DeleteProblemProps {
  readonly open: boolean;
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
  /** Nothing is left to be saved. */
  readonly onDeleted: () => void;
}

/** Asks once, deletes, and goes back to the list. */
export function DeleteProblem({ open, id, title, onClose, onDeleted }: DeleteProblemProps) {
  const { problems } = useClients();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const deletion = useMutation({
    mutationFn: async () => {
      try {
        await problems.deleteProblem({ problemId: id });
      } catch (error) {
        if (problemOf(error).code !== Code.NotFound) throw error;
      }
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["problems"] });
      queries.removeQueries({ queryKey: ["problem", id] });
      onDeleted();
    },
  });
  const { isSuccess } = deletion;
  useEffect(() => {
    if (isSuccess) navigate("/problems", { replace: true });
  }, [isSuccess, navigate]);
  return (
    <Confirm open={open} title={`Delete “${title}”?`} action="Delete problem" keep="Keep it" busy={deletion.isPending} onConfirm={() => deletion.mutate()} onClose={onClose}>
      <p>Nobody can start a session with it any more. Sessions held on it keep it, with their code and their replay.</p>
      {deletion.isError && <div className="mt-3" role="alert"><FieldError>It was not deleted. The server did not answer. Try again.</FieldError></div>}
    </Confirm>
  );
}
