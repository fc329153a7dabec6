// While the worker works, the page is looked at again without loading it anew. Without a script it loads anew.
"use strict";
const live = document.querySelector("[data-live]");
if (live) {
  let wait = 1000, written = false; // who writes meanwhile loses no word of it
  for (const act of ["input", "submit"]) document.addEventListener(act, () => { written = true; });
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || (written && answer.redirected)) throw answer.status;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.querySelector("[data-live]");
      const box = document.querySelector("[data-live]");
      if (!news && !written) { location.reload(); return; }
      if (!news) {
        for (const part of box.children) part.hidden = !("done" in part.dataset);
        document.querySelector("form[action$='/cancel/']")?.remove();
        return;
      }
      box.replaceWith(news);
      wait = Math.min(wait * 1.2, 5000);
    } catch { wait = Math.min(wait * 2, 30000); } // the line dropped: it is looked again later
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
}

// A file is sent in pieces (tus 1.0.0), and goes on where the line dropped. Without a script the form sends it whole.
const whole = 65536; // bytes that one piece may hold from the start: eleven seconds at 50 kbit/s
for (const form of document.querySelectorAll("form[data-pieces]")) {
  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]").files[0];
    if (!file || form.dataset.again === "browser") return;
    event.preventDefault();
    const far = form.querySelector("[data-far]");
    if (form.dataset.again || !(far.hidden || "over" in far.dataset)) return; // pressed twice, it is on its way already
    if (file.size > whole) send(form, file);
    else sendAgain(form, event.submitter); // in one piece, with the form around it
  });
}

async function send(form, file) {
  const far = form.querySelector("[data-far]"), told = far.querySelector("[role=status]");
  // What is kept in the browser is where the pieces go, and no name; whether they are of this file the desk tells.
  const stop = new AbortController(), kept = ["pieces", file.size, file.lastModified].join();
  const ask = (address, more) => fetch(address, { ...more, signal: stop.signal, redirect: "manual",
    headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, ...more.headers } });
  const out = (answer) => answer.type === "opaqueredirect" || answer.status === 403; // who is no more signed in
  const said = [...new FormData(form)].filter(([name]) => ["office", "register", "submission"].includes(name));
  const words = [...said, ["filename", file.name]].map(([name, text]) =>
    `${name} ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`).sort().join();
  far.hidden = false;
  delete far.dataset.over;
  far.querySelector("button").onclick = () => { stop.abort(); localStorage.removeItem(kept); far.hidden = true; };
  let place = localStorage.getItem(kept), known = !place, at = -1, size = whole, wait = 1000, handed = false;
  while (!handed && !stop.signal.aborted) {
    try {
      if (!place) {
        const made = await ask(form.dataset.pieces, { method: "POST", headers: { "Upload-Length": file.size, "Upload-Metadata": words } });
        if (made.type === "opaqueredirect") { location.reload(); return; }
        if (made.status === 413 || made.status === 507) { // too large, or too much: none of it was sent
          const page = new DOMParser().parseFromString(await made.text(), "text/html");
          told.textContent = [...page.querySelectorAll("h1, h1 + p")].map((one) => one.textContent).join(" ");
          far.dataset.over = "";
          return;
        }
        if (made.status !== 201) { form.submit(); return; } // the page says what is wrong
        place = made.headers.get("Location");
        known = true;
        localStorage.setItem(kept, place);
      }
      if (at < 0) {
        const answer = await ask(place, { method: "HEAD" });
        if (out(answer)) break;
        const other = !known && answer.ok && answer.headers.get("Upload-Metadata") !== words;
        if (answer.status === 404 || answer.status === 410 || other) { place = null; localStorage.removeItem(kept); continue; }
        if (!answer.ok) throw answer.status;
        known = true;
        at = Number(answer.headers.get("Upload-Offset"));
      }
      far.querySelector("progress").value = at / file.size;
      far.querySelector("[data-part]").textContent = (at / file.size).toLocaleString(document.documentElement.lang, { style: "percent" });
      told.textContent = told.dataset.sending;
      const began = performance.now();
      // The last piece hands the file in; where that failed, a piece of no bytes does.
      const answer = await ask(place, { method: "PATCH", body: file.slice(at, at + size),
        headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": at } });
      if (out(answer)) break;
      at = Number(answer.headers.get("Upload-Offset"));
      handed = at === file.size && (answer.ok || answer.status === 409); // 409: the page says why it was not taken
      if (!handed && !answer.ok) throw answer.status;
      size = performance.now() - began < 3000 ? Math.min(size * 2, 8388608) : Math.max(size / 2, 32768);
      wait = 1000;
    } catch {
      at = -1; // how much is there is asked anew
      told.textContent = told.dataset.waiting;
      await new Promise((go) => setTimeout(go, wait));
      wait = Math.min(wait * 2, 30000);
    }
  }
  if (stop.signal.aborted) return;
  if (handed) localStorage.removeItem(kept);
  location.assign(place); // which asks for a sign-in where there is none, and says how far the file is
}

// What a form says is sent from here: where the line drops it still stands in the fields, and is sent by itself once more.
// A form that comes twice counts once. Without a script the browser sends it.
for (const form of document.querySelectorAll("form[data-again]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.again === "browser") return;
    event.preventDefault();
    if (!form.dataset.again) sendAgain(form, event.submitter);
  });
}
addEventListener("pageshow", ({ persisted }) => { // who goes back finds the form as it was before it was sent
  if (!persisted) return;
  for (const form of document.querySelectorAll("form[data-again]")) form.dataset.again = "";
  for (const told of document.querySelectorAll("[data-line], [data-far]")) told.hidden = true;
});

async function sendAgain(form, by) {
  const line = form.querySelector("[data-line]"), told = line.firstElementChild;
  const tell = (words) => { line.hidden = false; told.textContent = words; };
  form.dataset.again = "script";
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
    const body = new FormData(form); // as it is now: who waits may go on writing
    if (by?.name) body.append(by.name, by.value);
    const slow = setTimeout(() => tell(told.dataset.sending), 700);
    try {
      const answer = await fetch(form.action, { method: "POST", headers: { "Sent-By": "script" }, redirect: "manual",
        body: form.enctype === "multipart/form-data" ? body : new URLSearchParams(body) });
      if ([502, 503, 504].includes(answer.status)) throw answer.status; // what stands before the desk does not reach it
      if (answer.status === 204) { location.assign(answer.headers.get("Location")); return; }
      form.dataset.again = "browser"; // which shows what is wrong
      form.requestSubmit(by);
      return;
    } catch {
      clearTimeout(slow);
      tell(told.dataset.waiting);
      await new Promise((go) => { setTimeout(go, wait); addEventListener("online", go, { once: true }); });
    }
  }
}

// Where somebody stands, if they agree: the browser says it, and whoever stands there may change it.
for (const box of document.querySelectorAll("[data-place]")) {
  const told = box.querySelector("[role=status]"), said = box.dataset;
  box.hidden = !navigator.geolocation;
  box.querySelector("button").onclick = (event) => {
    const fields = event.target.form.elements;
    told.textContent = said.asked;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      fields["f-place"].value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      fields["f-placed_by"].value = "browser";
      told.textContent = said.placed.replace("{metres}", Math.round(coords.accuracy));
    }, () => { told.textContent = said.refused; }, { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 });
  };
}
