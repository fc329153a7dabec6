// A form with data-passkey asks the device for a key, or for its signature, and then goes as any form does.
"use strict";
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const read = (options) => {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const one of options.excludeCredentials ?? options.allowCredentials ?? []) one.id = bytes(one.id);
  return options;
};
const written = (key) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
};
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    try {
      const asked = { publicKey: read(JSON.parse(form.dataset.passkey)) };
      const key = "user" in asked.publicKey ? await navigator.credentials.create(asked) : await navigator.credentials.get(asked);
      form.elements.credential.value = written(key);
      form.submit();
    } catch { form.querySelector("[role=alert]").hidden = false; }
  });
}
