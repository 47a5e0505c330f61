// The start page: fills in this page's address, and signs in where the gateway
// has development sign-in.

const byId = (id) => document.getElementById(id);

const FIELDS = {
  user_id: ["user-id", "User id"],
  display_name: ["display-name", "Your name"],
};

for (const here of document.querySelectorAll(".here")) here.textContent = location.host;

const config = await fetch("/config.json").then((answer) => answer.json());
byId("sign-in").hidden = config.auth.kind !== "dev";

byId("sign-in-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  clearErrors();
  try {
    const answer = await fetch("/dev/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        user_id: form.get("user_id"),
        display_name: form.get("display_name") || undefined,
        is_admin: form.has("is_admin"),
      }),
    });
    const body = await answer.json();
    if (answer.ok) showToken(body.token);
    else showError(body);
  } catch {
    showLine("form-error", "The gateway did not answer. Try again.");
  }
});

byId("copy").addEventListener("click", async (event) => {
  byId("token-text").select();
  await navigator.clipboard.writeText(byId("token-text").value);
  const label = event.target.textContent;
  event.target.textContent = "Copied";
  setTimeout(() => { event.target.textContent = label; }, 2000);
});

function showToken(token) {
  byId("token-text").value = token;
  byId("token").hidden = false;
}

function showError({ field, rule }) {
  const [id, label] = FIELDS[field] ?? [];
  showLine(id ? `${id}-error` : "form-error", `${label ?? field} must be ${rule}.`);
  if (!id) return;
  byId(id).setAttribute("aria-invalid", "true");
  byId(id).focus();
}

function showLine(id, text) {
  byId(id).textContent = text;
  byId(id).hidden = false;
}

function clearErrors() {
  for (const line of document.querySelectorAll(".error")) line.hidden = true;
  for (const input of document.querySelectorAll("input")) input.removeAttribute("aria-invalid");
}
