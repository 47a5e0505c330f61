import { Code } from "@connectrpc/connect";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import type { Session, Visibility } from "../../gen/hirehub/session/v1/session_pb";
import { useClients } from "../../hooks/services";
import { problemOf } from "../../rpc/problem";
import { rememberLanguage } from "./language-choice";

/** What a new session is about. */
export interface NewSessionWish {
  readonly problemId: string;
  readonly language: string;
  readonly visibility: Visibility;
}

/** Why no session was created, in words, and where to say it. */
export interface CreateTrouble {
  readonly field: "problem" | "form";
  readonly words: string;
}

/** Creates a session. The same wish tried again yields the session that the first try may have made. */
export function useCreateSession(onCreated: (session: Session) => void) {
  const { sessions } = useClients();
  const queries = useQueryClient();
  const requestId = useRequestId();
  const mutation = useMutation({
    mutationFn: async (wish: NewSessionWish) => (await sessions.createSession({ ...wish, requestId: requestId(wish) })).session,
    onSuccess: (session, wish) => {
      rememberLanguage(wish.language);
      void queries.invalidateQueries({ queryKey: ["sessions"] });
      if (session) onCreated(session);
    },
  });
  return { create: mutation.mutate, isPending: mutation.isPending, trouble: mutation.error ? troubleOf(mutation.error) : undefined };
}

function useRequestId(): (wish: NewSessionWish) => string {
  const ids = useRef(new Map<string, string>());
  return (wish) => {
    const key = JSON.stringify(wish);
    const id = ids.current.get(key) ?? crypto.randomUUID();
    ids.current.set(key, id);
    return id;
  };
}

function troubleOf(error: unknown): CreateTrouble {
  const problem = problemOf(error);
  if (problem.code === Code.NotFound) return { field: "problem", words: "This problem is gone. Choose another." };
  if (problem.code === Code.Unauthenticated) return { field: "form", words: "You are signed out. Sign in and try again." };
  if (problem.isPassing) return { field: "form", words: "The session was not created. The server did not answer. Try again." };
  return { field: "form", words: `The session was not created. The server said: ${problem.message}.` };
}
