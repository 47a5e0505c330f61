import { beforeEach, expect, test } from "vitest";
import { knownPeople, rememberPerson, userIdOf } from "./known-people";

const person = (name: string) => ({ userId: userIdOf(name), name, isAdmin: false });

beforeEach(() => localStorage.clear());

test("the last four are offered, each once, the last one first", () => {
  for (const name of ["Fay", "Ada", "Ben", "Cleo", "Ben", "Dara"]) rememberPerson(person(name));
  expect(knownPeople().map(({ name }) => name)).toEqual(["Dara", "Ben", "Cleo", "Ada"]);
});

test("what is not ours in the storage is passed over", () => {
  for (const kept of ["{", "null", '[{"userId":1},{"userId":"a","name":"A","isAdmin":true},null]']) localStorage.setItem("hirehub.dev.people", kept);
  expect(knownPeople()).toEqual([{ userId: "a", name: "A", isAdmin: true }]);
  localStorage.setItem("hirehub.dev.people", "{");
  expect(knownPeople()).toEqual([]);
});

test("a name has one user id, which is printable ASCII", () => {
  expect(userIdOf("  Mira Okafor ")).toBe("mira-okafor");
  expect(userIdOf("José Núñez")).toBe("jose-nunez");
  expect(userIdOf("O'Neil, Sr.")).toBe("o-neil-sr");
  expect(userIdOf("李雷")).toMatch(/^[0-9a-f]+$/);
  expect(userIdOf("李雷")).not.toBe(userIdOf("韩梅梅"));
  expect(userIdOf("x".repeat(500))).toHaveLength(128);
});
