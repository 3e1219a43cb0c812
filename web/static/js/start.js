// The form that starts a launch shows what it takes as it is filled in. An address holds only so much: where the
// texts are too long for one, the plan does not need them.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.path !== "/launches/new" || event.detail.verb !== "get") return;
  const sent = event.detail.parameters;
  const long = ["objective", "user_need", "scope"];
  const size = new URLSearchParams(Object.entries(sent).filter(([, value]) => typeof value === "string")).toString().length;
  if (size > 6000) long.forEach((name) => delete sent[name]);
});
