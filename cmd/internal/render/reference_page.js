(function () {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const form = $("find"), q = $("q"), provider = $("provider"), category = $("category");
  const rows = Array.from(document.querySelectorAll("details.e"), (el) => ({
    el, provider: el.parentElement.dataset.p || "", category: el.dataset.k,
    codes: el.querySelector("code").textContent.toLowerCase().split(/[\s,]+/), text: "",
  }));
  const parts = Array.from(document.querySelectorAll("section.of, section.group")); // those inside come after their group

  // A word that looks like a code has to be a code of the entry, or how one
  // begins: 5.7 finds 5.7.26, but 5.7.2 does not. Others may stand anywhere.
  const isCode = (w) => /^(\d{3}|\d\.\d{1,3}(\.\d{1,3})?\.?)$/.test(w);
  function has(row, w) {
    if (isCode(w)) {
      const stem = w.replace(/\.$/, "");
      const any = stem.replace(/^[245]\./, "x.");
      const found = (code) => code === stem || code === any || code.startsWith(stem + ".") || code.startsWith(any + ".");
      return row.codes.some(found);
    }
    if (!row.text) row.text = (row.el.id + " " + row.el.textContent).toLowerCase().replace(/\s+/g, " ");
    return row.text.includes(w);
  }

  function filter() {
    const words = q.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const ok = (!provider.value || row.provider === provider.value) && (!category.value || row.category === category.value) &&
        words.every((w) => has(row, w));
      row.el.hidden = !ok;
      if (ok) shown++;
    }
    for (const part of parts) {
      const n = part.querySelectorAll("details.e:not([hidden])").length;
      part.hidden = n === 0;
      const count = part.querySelector("h2 > .count");
      if (count) count.textContent = n;
    }
    $("none").hidden = shown > 0;
    const all = shown === rows.length;
    document.querySelector("nav").hidden = !all;
    $("found").textContent = all ? "All entries" : shown === 1 ? "1 entry" : shown + " entries";
  }

  // The search stands in the address, so that it can be handed on.
  function remember() {
    const state = new URLSearchParams();
    for (const [name, field] of [["q", q], ["provider", provider], ["category", category]]) {
      if (field.value.trim()) state.set(name, field.value.trim());
    }
    try { history.replaceState(null, "", "#" + (state.size ? "?" + state : "")); } catch { /* not allowed here */ }
  }

  let waiting = 0;
  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(() => { filter(); remember(); }, 60);
  }

  // An address that names an entry opens it.
  function arrive() {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (hash.startsWith("?")) {
      const state = new URLSearchParams(hash.slice(1));
      q.value = state.get("q") || "";
      provider.value = state.get("provider") || "";
      category.value = state.get("category") || "";
    }
    const target = hash && !hash.startsWith("?") ? $(hash) : null;
    if (target && target.closest("[hidden]")) form.reset();
    filter();
    if (!target) return;
    if (target.matches("details.e")) target.open = true;
    target.scrollIntoView();
  }

  form.hidden = false;
  form.addEventListener("input", changed);
  form.addEventListener("reset", () => setTimeout(changed));
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); remember(); });
  window.addEventListener("hashchange", arrive);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      q.focus();
      q.select();
    } else if (event.key === "Escape" && event.target === q) {
      form.reset();
    }
  });
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = rows.filter((row) => !row.el.hidden && !row.el.open);
    for (const row of opened) row.el.open = true;
  });
  window.addEventListener("afterprint", () => { for (const row of opened) row.el.open = false; });
  arrive();
})();
