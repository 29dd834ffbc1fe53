// What the pages do beyond htmx: questions before something is removed, keys, open panels, and that nothing typed is lost.
"use strict";

(() => {
  const pending = new Set();

  // A question before an action that removes something
  document.addEventListener("htmx:confirm", (event) => {
    const asked = event.target.closest?.("[data-tanya]");
    if (!asked) return;
    event.preventDefault();
    const { issueRequest, dropRequest } = event.detail;
    if (window.confirm(asked.dataset.tanya)) issueRequest();
    else dropRequest?.();
  });

  // Keys: save, undo, redo
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    const typing = event.target.matches?.("input, textarea");
    if (key === "s") {
      event.preventDefault();
      whenQuiet(() => document.getElementById("simpan")?.click());
    } else if (!typing && key === "z" && !event.shiftKey) {
      event.preventDefault();
      document.getElementById("tombol-undo")?.click();
    } else if (!typing && (key === "y" || (key === "z" && event.shiftKey))) {
      event.preventDefault();
      document.getElementById("tombol-redo")?.click();
    }
  });

  // Saving waits for what is still on its way
  function whenQuiet(act, tries = 50) {
    document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
    if (pending.size === 0 || tries === 0) act();
    else setTimeout(() => whenQuiet(act, tries - 1), 60);
  }
  document.addEventListener("htmx:before:request", (event) => pending.add(event.detail.ctx));
  document.addEventListener("htmx:finally:request", (event) => pending.delete(event.detail.ctx));

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-muat]")) location.reload();
  });

  // A choice between two readings of a number
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-isi]");
    if (!chosen) return;
    const field = document.getElementById(chosen.dataset.untuk);
    field.value = chosen.dataset.isi;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // A calculation is fetched when its row is opened
  document.addEventListener("toggle", (event) => {
    const row = event.target;
    if (row.matches?.("details.rumus-baris") && row.open) {
      row.querySelector(".hitung")?.dispatchEvent(new Event("buka"));
    }
  }, true);

  // The address names a field: its folded parents open, and it is shown
  function reveal() {
    const id = decodeURIComponent(location.hash.slice(1));
    const found = id && document.getElementById(id);
    if (!found) return;
    for (let up = found.closest("details"); up; up = up.parentElement?.closest("details")) up.open = true;
    found.scrollIntoView({ block: "center" });
    if (found.matches("input, textarea, select")) found.focus({ preventScroll: true });
    found.classList.add("disorot");
    setTimeout(() => found.classList.remove("disorot"), 2500);
  }
  window.addEventListener("hashchange", reveal);
  window.addEventListener("DOMContentLoaded", reveal);

  // The studio has been closed, or the machine slept: say so, and keep what was typed in the field
  document.addEventListener("htmx:error", (event) => {
    const place = document.getElementById("pesan");
    if (place && event.detail?.error instanceof TypeError) place.textContent = document.body.dataset.hilang;
  });
  document.addEventListener("htmx:response:error", () => {
    document.getElementById("pesan").textContent = document.body.dataset.gagal;
  });

  // The panel stays as wide open as the user left it
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("#dampak > details")) sessionStorage.setItem("dampak", event.target.open ? "1" : "0");
  }, true);
  document.addEventListener("htmx:after:swap", keepPanel);
  window.addEventListener("DOMContentLoaded", keepPanel);
  function keepPanel() {
    const panel = document.querySelector("#dampak > details");
    const known = sessionStorage.getItem("dampak");
    if (panel && known !== null) panel.open = known === "1";
    else if (panel && window.innerWidth < 1100) panel.open = false;
  }
})();

// Tables of cells: arrows and Enter move, as in a spreadsheet
(() => {
  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches?.(".kisi input") || event.altKey || event.ctrlKey || event.metaKey) return;
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    const atEnd = cell.selectionStart === cell.value.length && cell.selectionEnd === cell.value.length;
    const atStart = cell.selectionStart === 0 && cell.selectionEnd === 0;
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    if (atEnd || whole) steps.ArrowRight = [0, 1];
    if (atStart || whole) steps.ArrowLeft = [0, -1];
    const step = steps[event.key];
    if (!step) return;
    const next = cell.closest("table").querySelector(
      `[data-baris="${+cell.dataset.baris + step[0]}"][data-lajur="${+cell.dataset.lajur + step[1]}"]`);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select?.();
  });

  // A figure is chosen for a text, never typed
  let wanted = null;
  document.addEventListener("click", (event) => {
    const dialog = document.getElementById("pilih-angka");
    const depends = event.target.closest("[data-syarat]");
    const condition = event.target.closest("[data-bila]");
    if (depends) {
      wanted = depends;
      document.getElementById("pilih-syarat").showModal();
      return;
    }
    if (condition && wanted) {
      condition.closest("dialog").close();
      htmx.ajax("POST", "/narasi/syarat", {
        source: wanted, target: "#pesan", swap: "innerHTML",
        values: { dekat: wanted.dataset.syarat, bila: condition.dataset.bila },
      });
      return;
    }
    const opener = event.target.closest("[data-sisip]");
    const chosen = event.target.closest("[data-angka]");
    if (opener) {
      wanted = document.getElementById(opener.dataset.sisip);
      dialog.showModal();
      document.getElementById("cari-angka").focus();
    } else if (chosen && wanted) {
      const at = wanted.selectionEnd ?? wanted.value.length;
      const before = wanted.value.slice(0, at), after = wanted.value.slice(at);
      const space = before && !/\s$/.test(before) ? " " : "";
      wanted.value = before + space + chosen.dataset.angka + after;
      dialog.close();
      wanted.focus();
      wanted.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (event.target.closest("[data-tutup]")) {
      event.target.closest("dialog").close();
    }
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(".cari")) return;
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of event.target.closest("dialog").querySelectorAll("[data-cari]")) {
      entry.hidden = !words.every((word) => entry.dataset.cari.includes(word));
    }
  });

  // A block from a spreadsheet: the server shows what it is taken for before anything changes
  document.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!cell.matches?.(".kisi input")) return;
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    htmx.ajax("POST", `/data/${cell.closest("table").dataset.tabel}/tempel`, {
      source: cell.closest("table"), target: "#tempelan", swap: "innerHTML", values: { sel: cell.id, teks: text },
    });
  });
  document.addEventListener("htmx:after:swap", () => {
    const dialog = document.getElementById("tempelan");
    if (dialog && dialog.childElementCount && !dialog.open) dialog.showModal();
  });
  document.addEventListener("close", (event) => {
    if (event.target.id === "tempelan") event.target.replaceChildren();
  }, true);
})();

// Formulas: names are completed as they are typed; arrows choose, Enter or Tab takes, Esc closes
(() => {
  let list = null, field = null;
  const close = () => { list?.remove(); list = null; field?.removeAttribute("aria-activedescendant"); };
  const word = (text) => /[\w.]*$/.exec(text.value.slice(0, text.selectionStart))[0];
  const mark = (step) => {
    const rows = [...list.children];
    const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    const next = (now + step + rows.length) % rows.length;
    rows.forEach((row, n) => row.setAttribute("aria-selected", n === next));
    rows[next].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", rows[next].id);
  };
  const take = () => {
    const chosen = list.querySelector("[aria-selected=true]").textContent, typed = word(field), at = field.selectionStart;
    field.setRangeText(chosen, at - typed.length, at, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };
  document.addEventListener("input", (event) => {
    const text = event.target;
    if (!text.matches?.("textarea.rumus") || !event.isTrusted) return;
    close();
    const typed = word(text).toLowerCase();
    if (typed.length < 2) return;
    const names = [...document.querySelectorAll("[data-nama]")].map((entry) => entry.dataset.nama);
    const found = names.filter((name) => name.toLowerCase().includes(typed) && name.toLowerCase() !== typed).slice(0, 12);
    if (!found.length) return;
    field = text;
    list = document.createElement("ul");
    list.className = "saran";
    list.id = "saran-rumus";
    list.setAttribute("role", "listbox");
    found.forEach((name, n) => {
      const row = document.createElement("li");
      row.id = `saran-${n}`;
      row.textContent = name;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", n === 0);
      row.addEventListener("mousedown", (press) => {
        press.preventDefault();
        [...list.children].forEach((other) => other.setAttribute("aria-selected", other === row));
        take();
      });
      list.append(row);
    });
    text.setAttribute("aria-controls", list.id);
    text.after(list);
  });
  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== field) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(event.key === "ArrowDown" ? 1 : -1); }
    else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  }, true);
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
})();

// What if: a slider moves its field; weights with a stated sum share what is left in proportion
(() => {
  const parse = (text) => Number(text.replace(",", "."));
  const decimals = (slider) => (slider.step.split(".")[1] || "").length;
  const write = (slider, value) => {
    const text = value.toFixed(decimals(slider));
    slider.value = text;
    document.getElementById(slider.dataset.geser).value = text.replace(/\.?0+$/, "").replace(".", ",") || "0";
  };
  const share = (group, moved) => {
    const total = Number(group.dataset.jumlah), others = [...group.querySelectorAll("[data-geser]")].filter((s) => s !== moved);
    const before = others.map((s) => parse(document.getElementById(s.dataset.geser).value));
    const sum = before.reduce((a, b) => a + b, 0);
    let left = total - Number(moved.value);
    others.forEach((slider, n) => {
      const scale = 10 ** decimals(slider);
      const part = n === others.length - 1 ? left : Math.round((sum ? before[n] / sum : 1 / others.length) * (total - moved.value) * scale) / scale;
      write(slider, part);
      left -= part;
    });
  };
  document.addEventListener("input", (event) => {
    const moved = event.target;
    if (moved.matches?.("[data-geser]")) {
      const group = moved.closest("fieldset");
      write(moved, Number(moved.value));
      if (group.dataset.jumlah) share(group, moved);
      htmx.trigger(document.getElementById(moved.dataset.geser), "hitung");
    } else if (moved.matches?.(".geser input[inputmode]")) {
      const slider = moved.closest(".geser").querySelector("[data-geser]");
      const value = parse(moved.value);
      if (!Number.isNaN(value)) slider.value = value;
    }
  });
  document.addEventListener("reset", (event) => {
    if (event.target.id === "jika") setTimeout(() => htmx.trigger(event.target.querySelector("input[inputmode]"), "hitung"));
  });
})();
