"use strict";
// Hides the findings that do not fit the filter. The filter stands in the address too, so that it
// can be kept and handed on: #severity=error&code=invalid-mac&base=7C2F80123456&q=words
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const { severity, code, base, q } = form.elements;
  const list = document.getElementById("list");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const batches = Array.from(list.tBodies, (body) => ({
    body,
    rows: Array.from(body.rows, (row) => ({
      row,
      severity: row.className,
      code: row.dataset.code,
      base: row.dataset.base || "",
      text: null,
    })),
  }));
  const all = batches.reduce((sum, batch) => sum + batch.rows.length, 0);
  const counted = (number) => number + (number === 1 ? " finding" : " findings");

  const apply = () => {
    const mac = base.value.toUpperCase().replace(/[\s:.-]/g, "");
    const words = q.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (item) => {
      if (severity.value && item.severity !== severity.value) return false;
      if (code.value && item.code !== code.value) return false;
      if (mac && !item.base.includes(mac)) return false;
      if (!words.length) return true;
      item.text ??= item.row.textContent.toLowerCase();
      return words.every((word) => item.text.includes(word));
    };
    let fitting = 0;
    for (const batch of batches) {
      let here = 0;
      for (const item of batch.rows) {
        const fit = fits(item);
        if (item.row.hidden === fit) item.row.hidden = !fit;
        if (fit) here += 1;
      }
      batch.body.hidden = here === 0;
      batch.body.style.setProperty("--rows", here);
      fitting += here;
    }
    list.hidden = none.hidden = false;
    (fitting ? none : list).hidden = true;
    shown.textContent = fitting === all ? counted(all) : fitting + " of " + counted(all) + " shown";
  };

  const fromAddress = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    for (const field of [severity, code, base, q]) {
      field.value = wanted.get(field.name) || "";
      // What is no choice of a list leaves it without one.
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    }
    apply();
  };
  const toAddress = () => {
    const kept = new URLSearchParams();
    for (const field of [severity, code, base, q]) {
      if (field.value) kept.set(field.name, field.value);
    }
    history.replaceState(null, "", "#" + (String(kept) || "findings"));
    apply();
  };

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(toAddress, 150);
  });
  form.addEventListener("reset", () => setTimeout(toAddress));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => {
    if (!location.hash.includes("=")) return;
    fromAddress();
    form.scrollIntoView();
  });
  form.hidden = false;
  fromAddress();
})();
