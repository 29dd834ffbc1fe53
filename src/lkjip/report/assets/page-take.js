"use strict";

// The data of the page to take along: each table as CSV and XLSX, each chart as SVG and PNG, everything as one workbook, and
// a link and citation of each heading, table and chart. Files are made here from what the page holds; nothing is asked for.
// The dialect of the files is described in docs/laporan.md; page-files.js writes them.
const pageTake = (() => {
  const { all, block, button, cite, copying, lineOf, linkTo, make, nodeOf, placeOf, lookUp, report, spoken } = base;
  const { csv, numberOf, png, save, svg, workbook } = pageFiles;
  const TEXT = {
    open: "Unduh dan rujuk",
    csv: "CSV",
    xlsx: "XLSX",
    svg: "SVG",
    png: "PNG",
    link: "Salin tautan",
    cite: "Salin rujukan",
    heading: (title) => `Tautan dan rujukan: ${title}`,
    all: "Unduh semua data (XLSX)",
    allCsv: "Unduh semua angka (CSV)",
    made: (name) => `${name} diunduh.`,
    failed: "Gambar tidak dapat dibuat di peramban ini.",
    missing: { not_measured: "tidak terukur", undefined: "tidak terdefinisi" },
  };
  const SHEETS = { about: "Keterangan", numbers: "Angka", origins: "Asal angka", table: "Tabel" };
  const NUMBERS = ["Kode", "Judul", "Nilai", "Satuan", "Status", "Perhitungan", "Rumus", "Bahasa aturan", "Letak", "Sumber"];
  const ORIGINS = ["Baris", "Kolom", "Tertulis", ...NUMBERS];
  const ABOUT = [
    "Angka ditulis tepat seperti hasil hitung, tanpa pembulatan lagi; sel kosong berarti tidak ada nilai.",
    "Angka dengan lebih dari 15 digit ditulis sebagai teks, karena lembar kerja membulatkannya.",
  ];

  // --- Tables as grids -------------------------------------------------------------------------------------------------

  /** A cell of a file: text, or a number as exact text with its sign of unit; `id` is the figure or rule it shows. */
  function cellOf(element) {
    const text = lineOf(element);
    const shown = element.querySelectorAll(".angka");
    const only = shown.length === 1 && lineOf(shown[0]) === text ? shown[0] : null;
    const id = only?.dataset.figure ?? only?.dataset.rule ?? "";
    if (only?.classList.contains("kosong")) return { text: "", id, shown: text };
    return { text, id, shown: text, ...(only && !only.classList.contains("kata") && numberOf(text)) };
  }

  /** Rows of cells without spans: a cell that reaches over several stands in each row, and in the first of its columns. */
  function rowsOf(rows) {
    const grid = rows.map(() => []);
    rows.forEach((row, at) => {
      let column = 0;
      for (const element of row.cells) {
        while (grid[at][column]) column += 1;
        const cell = cellOf(element);
        for (let down = 0; down < element.rowSpan && at + down < rows.length; down += 1) {
          for (let across = 0; across < element.colSpan; across += 1) {
            grid[at + down][column + across] = across && !element.closest("thead") ? { text: "" } : cell;
          }
        }
        column += element.colSpan;
      }
    });
    return grid;
  }

  /** A table as one line of headings and its rows; headings above each other are joined. */
  function gridOf(table) {
    const head = rowsOf([...(table.tHead?.rows ?? [])]);
    const width = Math.max(0, ...head.map((row) => row.length));
    const heads = Array.from({ length: width }, (_, column) => {
      const texts = head.map((row) => row[column]?.text ?? "").filter(Boolean);
      return { text: [...new Set(texts)].join(" – "), head: true };
    });
    const body = [...table.rows].filter((row) => !row.closest("thead"));
    return [...(heads.length ? [heads] : []), ...rowsOf(body)];
  }

  // --- What a file tells of numbers ------------------------------------------------------------------------------------

  /** A figure or rule as the columns of `NUMBERS`. */
  function told(id) {
    const node = nodeOf(id) ?? {};
    const status = node.status ? `${TEXT.missing[node.status]}: ${node.value}` : "ada nilai";
    const value = node.status ? { text: "" } : { text: node.value ?? "", ...(node.unit !== "" && numberOf(node.value ?? "")) };
    const sources = (node.from ?? []).map((number) => all().sources[number].file).join("; ");
    const words = node.formula ? lookUp("words", id.split("[")[0]) : "";
    const steps = (node.steps ?? []).filter((step) => step !== node.value).join(" = ");
    const texts = [node.unit, status, steps, words, node.formula, placeOf(node, true), sources];
    return [{ text: id }, { text: node.title ?? "" }, value, ...texts.map((text) => ({ text: text ?? "" }))];
  }

  const headed = (names) => names.map((text) => ({ text, head: true }));

  const numbers = () => [headed(NUMBERS), ...Object.keys(all().nodes).map(told)];

  /** Where each number of a table comes from: its row and column there, then what `told` says. */
  function origins(grid) {
    const found = grid.flatMap((row, at) => row.map((cell, column) => ({ ...cell, at, column })));
    const rows = found.filter((cell) => cell.id).map((cell) => [
      { text: `${cell.at + 1}`, ...numberOf(`${cell.at + 1}`) },
      { text: `${cell.column + 1}`, ...numberOf(`${cell.column + 1}`) },
      { text: cell.shown },
      ...told(cell.id),
    ]);
    return [headed(ORIGINS), ...rows];
  }

  const about = (...lines) => lines.map((text) => [{ text }]);

  // --- Captions, names and files ---------------------------------------------------------------------------------------

  const captionOf = (figure) => figure.querySelector("figcaption");

  function titleOf(figure) {
    const caption = captionOf(figure);
    return caption ? lineOf(caption) : "";
  }

  const labelOf = (figure) => captionOf(figure)?.querySelector(".label")?.textContent.replace(/\.\s*$/, "") ?? SHEETS.table;

  const stem = decodeURIComponent(location.pathname.split("/").pop() || "laporan.html").replace(/\.html?$/, "");

  const named = (figure, suffix) => `${stem}-${figure.id || "tabel"}.${suffix}`;

  function tableBook(figure) {
    const grid = gridOf(figure.querySelector("table"));
    return workbook([
      { name: labelOf(figure), rows: grid },
      { name: SHEETS.origins, rows: origins(grid) },
      { name: SHEETS.about, rows: about(titleOf(figure), cite(figure.id, titleOf(figure)), ...ABOUT) },
    ]);
  }

  function wholeBook() {
    const figures = [...document.querySelectorAll("main figure.tabel[id]")].filter((figure) => figure.querySelector("table"));
    const list = figures.map((figure) => [{ text: labelOf(figure) }, { text: titleOf(figure) }, { text: linkTo(figure.id) }]);
    const tables = figures.map((figure) => ({ name: labelOf(figure), rows: gridOf(figure.querySelector("table")) }));
    const first = { name: SHEETS.about, rows: [...about(report, ...ABOUT, ""), ...list] };
    return workbook([first, { name: SHEETS.numbers, rows: numbers() }, ...tables]);
  }

  // --- Menus -----------------------------------------------------------------------------------------------------------

  /** A button that shows and hides what `content` makes when it is opened for the first time. */
  function disclosure(label, content, properties = {}) {
    const inside = make("div", { className: "ambil-isi", hidden: true });
    const toggle = button(label, () => {
      if (!inside.childElementCount) inside.append(...content().flat().filter(Boolean));
      inside.hidden = !inside.hidden;
      toggle.setAttribute("aria-expanded", String(!inside.hidden));
    }, { "aria-expanded": "false", ...properties });
    return [toggle, inside];
  }

  function download(label, name, bytes, said) {
    async function take() {
      try {
        save(name, await bytes());
        said.textContent = TEXT.made(name);
      } catch (error) {
        said.textContent = TEXT.failed;
        console.info(error);
      }
    }
    return button(label, take, { "aria-label": `${label}: ${name}` });
  }

  function copies(id, title, said) {
    return [copying(TEXT.link, () => linkTo(id), said), copying(TEXT.cite, () => cite(id, title), said)];
  }

  function ofTable(figure) {
    const said = spoken();
    const table = figure.querySelector("table");
    return [
      download(TEXT.csv, named(figure, "csv"), () => csv(gridOf(table)), said),
      download(TEXT.xlsx, named(figure, "xlsx"), () => tableBook(figure), said),
      copies(figure.id, titleOf(figure), said),
      said,
    ];
  }

  function ofChart(figure) {
    const said = spoken();
    const shown = [...figure.querySelectorAll("svg")];
    const drawing = shown.find((each) => each.getClientRects().length) ?? shown[0];
    const told = () => [titleOf(figure), cite(figure.id, titleOf(figure))];
    return [
      download(TEXT.svg, named(figure, "svg"), () => svg(drawing, ...told()), said),
      download(TEXT.png, named(figure, "png"), () => png(drawing, ...told()), said),
      copies(figure.id, titleOf(figure), said),
      said,
    ];
  }

  function markFigures() {
    for (const figure of document.querySelectorAll("main figure:is(.tabel, .grafik)[id]")) {
      const isTable = figure.querySelector("table");
      if (!isTable && !figure.querySelector("svg")) continue;
      const content = () => (isTable ? ofTable(figure) : ofChart(figure));
      const label = { "aria-label": `${TEXT.open}: ${labelOf(figure)}` };
      figure.append(make("div", { className: "ambil" }, disclosure(TEXT.open, content, label)));
    }
  }

  /** Each heading with an id gets a sign whose menu stands below it; its own name stays what it is. */
  function markHeadings() {
    for (const heading of document.querySelectorAll("main :is(h1, h2, h3, h4, h5)[id]")) {
      const title = lineOf(heading);
      const said = spoken();
      const properties = { className: "tautan", "aria-label": TEXT.heading(title) };
      const [toggle, inside] = disclosure("", () => [copies(heading.id, title, said), said], properties);
      heading.setAttribute("aria-label", title);
      heading.append(toggle);
      heading.after(inside);
    }
  }

  /** What takes everything along, for the note that tells how to read the page. */
  function whole() {
    const said = spoken();
    return make("div", { className: "ambil-semua" }, [
      download(TEXT.all, `${stem}-data.xlsx`, wholeBook, said),
      download(TEXT.allCsv, `${stem}-angka.csv`, () => csv(numbers()), said),
      said,
    ]);
  }

  function start() {
    markFigures();
    markHeadings();
  }

  return { start, whole: () => (block ? whole() : "") };
})();
