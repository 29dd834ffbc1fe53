"use strict";

// Aids for readers: search, terms told, tables sorted, one tab stop a table, back to the top. Without this file the page is
// complete. Whatever comes from data goes in as text, never as markup.
const pageAids = (() => {
  const { all, block, button, lineOf, make } = base;
  const TEXT = {
    search: "Cari dalam laporan",
    none: "Tidak ada judul, tabel, gambar, atau angka dengan kata itu.",
    more: (count) => `… dan ${count} lagi`,
    top: "Ke atas",
    sort: (title) => `Urutkan menurut ${title}`,
  };
  const MOST = 12;
  const TARGETS = "main :is(h1, h2, h3, h4, h5)[id], main figure[id] > figcaption";

  // --- Search: headings, captions and the titles of numbers -----------------------------------------------------------

  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  function entries() {
    const parts = [...document.querySelectorAll(TARGETS)].map((element) => {
      const own = element.closest("figure[id]") ?? element;
      return { title: lineOf(element), href: `#${own.id}` };
    });
    const nodes = block ? Object.entries(all().nodes) : [];
    const numbers = nodes
      .filter(([id, node]) => node.formula && !id.includes("["))
      .map(([id, node]) => ({ title: `${node.title} = ${node.value}`, href: `#${encodeURIComponent(id)}` }));
    return [...parts, ...numbers].map((entry) => ({ ...entry, words: plain(entry.title) }));
  }

  function search(contents) {
    const field = make("input", { type: "search", placeholder: TEXT.search, "aria-label": TEXT.search, autocomplete: "off" });
    const found = make("ul", { className: "temuan", hidden: true });
    const said = make("p", { className: "temuan-tiada", role: "status" });
    let known = null;
    field.addEventListener("input", () => {
      known ??= entries();
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      const hits = words.length ? known.filter((entry) => words.every((word) => entry.words.includes(word))) : [];
      found.replaceChildren(...hits.slice(0, MOST).map((hit) => make("li", {}, make("a", { href: hit.href }, hit.title))));
      found.hidden = !hits.length;
      const rest = hits.length - MOST;
      said.textContent = words.length && !hits.length ? TEXT.none : rest > 0 ? TEXT.more(rest) : "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && field.value) {
        field.value = "";
        field.dispatchEvent(new Event("input"));
        event.stopPropagation();
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.target.closest("input, textarea, dialog")) return;
      event.preventDefault();
      field.focus();
    });
    contents.prepend(make("div", { className: "pencarian", role: "search" }, field, found, said));
  }

  // --- Terms: a short name is told where a section uses it first -------------------------------------------------------

  function tellTerms() {
    const terms = block ? Object.entries(all().terms ?? {}) : [];
    if (!terms.length) return;
    const escaped = terms.map(([term]) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).sort((a, b) => b.length - a.length);
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join("|")})(?![\\p{L}\\p{N}])`, "u");
    const meaning = Object.fromEntries(terms);
    let seen = new Set();
    for (const element of document.querySelectorAll("main :is(h1, h2, h3), main > :is(p, ul, ol) , main section > p")) {
      if (/^H[1-3]$/.test(element.tagName)) {
        seen = new Set();
        continue;
      }
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const found = pattern.exec(node.data);
        if (!found || seen.has(found[1]) || node.parentElement.closest("a, abbr, button, .angka, .pembanding")) continue;
        seen.add(found[1]);
        const rest = node.splitText(found.index);
        rest.splitText(found[1].length);
        rest.replaceWith(make("abbr", { title: meaning[found[1]] }, found[1]));
      }
    }
  }

  // --- Tables: sorted by a column, and one tab stop --------------------------------------------------------------------

  const cellsOf = (row) => [...row.cells];

  /** A table that can be sorted: one row of heads, and each row of its body a cell for each of them. */
  function sortable(table) {
    const heads = table.tHead?.rows.length === 1 ? cellsOf(table.tHead.rows[0]) : [];
    const rows = table.tBodies.length === 1 ? [...table.tBodies[0].rows] : [];
    const even = [heads, ...rows.map(cellsOf)].every(
      (cells) => cells.length === heads.length && cells.every((cell) => cell.colSpan === 1 && cell.rowSpan === 1),
    );
    return heads.length > 1 && rows.length > 3 && even ? { heads, rows } : null;
  }

  function valueOf(cell) {
    const text = lineOf(cell);
    const number = pageFiles.numberOf(text.replace(/^[≥≤<>+]\s*/, ""));
    return number ? Number(number.plain) : text;
  }

  function compared(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === "number" || typeof b === "number") return typeof a === "number" ? -1 : 1;
    return a.localeCompare(b, "id", { numeric: true });
  }

  function letSort(table) {
    const found = sortable(table);
    if (!found) return;
    const { heads, rows } = found;
    heads.forEach((head, at) => {
      const title = lineOf(head);
      if (!title) return;
      const sort = button("", () => {
        const order = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] ?? "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        if (order !== "none") head.setAttribute("aria-sort", order);
        const sign = order === "descending" ? -1 : 1;
        const keyed = rows.map((row) => ({ row, value: valueOf(row.cells[at]) }));
        const sorted = order === "none" ? keyed : keyed.toSorted((a, b) => sign * compared(a.value, b.value));
        table.tBodies[0].append(...sorted.map(({ row }) => row));
      }, { className: "urut", "aria-label": TEXT.sort(title), title: TEXT.sort(title) });
      head.append(sort);
    });
  }

  /** Tab reaches the first of the items, or the one that was reached last; arrows, Home and End lead to the others.
   *  `below(item, step)` is the one under or above; without it these are the next and the one before. */
  function oneStop(frame, items, below) {
    const reach = (reached) => {
      for (const item of items()) item.setAttribute("tabindex", item === reached ? "0" : "-1");
    };
    const of = (target) => items().find((item) => item.contains(target));
    if (items().length < 2) return false;
    reach(items()[0]);
    frame.addEventListener("keydown", (event) => {
      const list = items(), item = of(event.target), at = list.indexOf(item);
      if (at < 0 || !/^(Arrow(Right|Left|Up|Down)|Home|End)$/.test(event.key)) return;
      const step = /Right|Down/.test(event.key) ? 1 : -1;
      event.preventDefault();
      const ends = { Home: list[0], End: list.at(-1) }[event.key];
      const to = ends ?? (below && /Up|Down/.test(event.key) ? below(item, step) : list[at + step]);
      to?.focus();
    });
    frame.addEventListener("focusin", (event) => {
      const item = of(event.target);
      if (item) reach(item);
    });
    return true;
  }

  function oneStopOfTable(table) {
    const below = (number, step) => {
      const cell = number.closest("td, th"), rows = [...table.rows];
      for (let row = rows.indexOf(cell.parentElement) + step; rows[row]; row += step) {
        const found = rows[row].cells[cell.cellIndex]?.querySelector(".angka[role]");
        if (found) return found;
      }
      return null;
    };
    const frame = table.closest(".gulir");
    if (oneStop(table, () => [...table.querySelectorAll(".angka[role]")], below) && frame) frame.tabIndex = -1;
  }

  /** Links of labels are hidden from the keyboard already. */
  function oneStopOfMarks(svg) {
    const marks = [...svg.querySelectorAll("a[href]:not([tabindex])")];
    for (const mark of marks) mark.classList.add("butir");
    oneStop(svg, () => marks);
  }

  // --- Back to the top -------------------------------------------------------------------------------------------------

  function backToTop() {
    const link = make("a", { href: "#isi", className: "ke-atas", hidden: true }, `↑ ${TEXT.top}`);
    document.body.append(link);
    addEventListener("scroll", () => (link.hidden = scrollY < 2 * innerHeight), { passive: true });
  }

  /** After the numbers were marked. */
  function start(contents) {
    if (contents) search(contents);
    tellTerms();
    for (const table of document.querySelectorAll("main table")) {
      letSort(table);
      oneStopOfTable(table);
    }
    for (const svg of document.querySelectorAll("main .grafik svg")) oneStopOfMarks(svg);
    backToTop();
  }

  return { start };
})();
