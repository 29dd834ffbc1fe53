"use strict";

// The files that page-take.js hands out. A cell is {text, head?, plain?, sign?}: `plain` is a number as plain digits with a
// decimal point, exact at any length. CSV: UTF-8 with a mark, semicolons, decimal commas, CRLF. XLSX: a zip without compression
// and with one fixed time, so that equal data give equal bytes; a text is never taken for a formula.
const pageFiles = (() => {
  const EXACT = 15; // digits that spreadsheets keep
  const NUMBER = /^(Rp)?([-−]?)(Rp)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(%|\u00a0?poin persen| poin persen)?$/;

  /** A printed number as plain digits with its sign of unit; nothing where the text is none. */
  function numberOf(text) {
    const found = NUMBER.exec(text.trim());
    if (!found) return null;
    const [, before, minus, after, whole, decimals = "", end = ""] = found;
    const digits = whole.replaceAll(".", "");
    if (digits.length > 1 && digits.startsWith("0")) return null; // a code
    return {
      plain: `${minus && "-"}${digits}${decimals && `.${decimals}`}`,
      decimals: decimals.length,
      sign: before || after ? "Rp" : end === "%" ? "%" : "",
    };
  }

  // --- CSV -------------------------------------------------------------------------------------------------------------

  function field(cell = { text: "" }) {
    if (cell.plain !== undefined) return cell.plain.replace(".", ",");
    const text = /^[=+\-@\t\r]/.test(cell.text) ? `'${cell.text}` : cell.text;
    return /[;"\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv(rows) {
    const text = rows.map((row) => `${Array.from(row, field).join(";")}\r\n`).join("");
    return new Blob([`\ufeff${text}`], { type: "text/csv;charset=utf-8" });
  }

  // --- XLSX ------------------------------------------------------------------------------------------------------------

  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escaped = (text) => text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
  const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

  function letters(column) {
    const first = Math.floor(column / 26);
    return (first ? letters(first - 1) : "") + String.fromCharCode(65 + (column % 26));
  }

  /** Formats of numbers as they are asked for: the style's number in the workbook. */
  function formats() {
    const known = new Map();
    function styleOf(cell) {
      const places = cell.decimals ? `.${"0".repeat(cell.decimals)}` : "";
      const code = `${cell.sign === "Rp" ? '"Rp"' : ""}#,##0${places}${cell.sign === "%" ? '"%"' : ""}`;
      if (!known.has(code)) known.set(code, known.size + 2);
      return known.get(code);
    }
    const codes = () => [...known.keys()];
    return { styleOf, codes };
  }

  function cellXml(cell, place, styleOf) {
    if (!cell?.text && cell?.plain === undefined) return "";
    const exact = cell.plain !== undefined && cell.plain.replace(/\D/g, "").length <= EXACT;
    if (exact) return `<c r="${place}" s="${styleOf(cell)}"><v>${cell.plain}</v></c>`;
    const style = cell.head ? ' s="1"' : "";
    return `<c r="${place}" t="inlineStr"${style}><is><t xml:space="preserve">${escaped(cell.text)}</t></is></c>`;
  }

  function sheetXml(rows, styleOf) {
    const widths = [];
    const lines = rows.map((row, at) => {
      const cells = Array.from(row, (cell, column) => {
        widths[column] = Math.max(widths[column] ?? 6, Math.min(48, (cell?.text ?? "").length + 2));
        return cellXml(cell, `${letters(column)}${at + 1}`, styleOf);
      });
      return `<row r="${at + 1}">${cells.join("")}</row>`;
    });
    const columns = Array.from(widths, (width = 6, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
    const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
    const view = `<sheetViews><sheetView workbookViewId="0">${rows[0]?.[0]?.head ? pane : ""}</sheetView></sheetViews>`;
    const cols = columns.length ? `<cols>${columns.join("")}</cols>` : "";
    return `${XML}<worksheet xmlns="${SPREADSHEET}">${view}${cols}<sheetData>${lines.join("")}</sheetData></worksheet>`;
  }

  function stylesXml(codes) {
    const own = codes.map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${escaped(code)}"/>`).join("");
    const xfs = codes.map((_, at) => `<xf numFmtId="${164 + at}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`);
    const font = (bold) => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`;
    return (
      `${XML}<styleSheet xmlns="${SPREADSHEET}">${own && `<numFmts count="${codes.length}">${own}</numFmts>`}` +
      `<fonts count="2">${font("")}${font("<b/>")}</fonts>` +
      '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
      '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      `<cellXfs count="${codes.length + 2}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
      `<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>${xfs.join("")}</cellXfs></styleSheet>`
    );
  }

  /** Names that a workbook takes: at most 31 characters, none of []:*?/\, each once. */
  function sheetNames(sheets) {
    const used = new Set();
    return sheets.map(({ name }) => {
      const clean = name.replace(/[[\]:*?/\\]/g, " ").trim().slice(0, 31) || "Lembar";
      let free = clean;
      for (let number = 2; used.has(free.toLowerCase()); number += 1) free = `${clean.slice(0, 27)} (${number})`;
      used.add(free.toLowerCase());
      return free;
    });
  }

  function workbook(sheets) {
    const { styleOf, codes } = formats();
    const names = sheetNames(sheets);
    const pages = sheets.map(({ rows }, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(rows, styleOf)]);
    const part = (name, type) => `<Override PartName="/${name}" ContentType="${TYPE}.${type}+xml"/>`;
    const relation = (id, type, target) => `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
    const relations = (...lines) => `${XML}<Relationships xmlns="${PACKAGE}/relationships">${lines.join("")}</Relationships>`;
    const types =
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `${part("xl/workbook.xml", "sheet.main")}${part("xl/styles.xml", "styles")}` +
      `${pages.map(([name]) => part(name, "worksheet")).join("")}</Types>`;
    const list = names.map((name, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join("");
    const book = `${XML}<workbook xmlns="${SPREADSHEET}" xmlns:r="${OFFICE}"><sheets>${list}</sheets></workbook>`;
    const own = names.map((_, at) => relation(at + 1, "worksheet", `worksheets/sheet${at + 1}.xml`));
    const bytes = zip([
      ["[Content_Types].xml", types],
      ["_rels/.rels", relations(relation(1, "officeDocument", "xl/workbook.xml"))],
      ["xl/workbook.xml", book],
      ["xl/_rels/workbook.xml.rels", relations(...own, relation(names.length + 1, "styles", "styles.xml"))],
      ["xl/styles.xml", stylesXml(codes())],
      ...pages,
    ]);
    return new Blob(bytes, { type: `${TYPE}.sheet` });
  }

  // --- Zip, stored -----------------------------------------------------------------------------------------------------

  const CRC = Uint32Array.from({ length: 256 }, (_, number) => {
    let crc = number;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });

  function checksum(bytes) {
    let crc = 0xffffffff;
    for (const byte of bytes) crc = CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  }

  /** Little-endian numbers: pairs of a size in bytes and a value. */
  function packed(...fields) {
    return Uint8Array.from(fields.flatMap(([size, value]) => Array.from({ length: size }, (_, at) => (value >>> (8 * at)) & 0xff)));
  }

  function zip(files) {
    const encoder = new TextEncoder();
    const [bodies, index] = [[], []];
    let offset = 0;
    for (const [name, text] of files) {
      const [label, bytes] = [encoder.encode(name), encoder.encode(text)];
      // version 2.0, names in UTF-8, stored, 1 January 1980
      const common = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x21], [4, checksum(bytes)], [4, bytes.length], [4, bytes.length]];
      const header = packed([4, 0x04034b50], ...common, [2, label.length], [2, 0]);
      bodies.push(header, label, bytes);
      index.push(packed([4, 0x02014b50], [2, 20], ...common, [2, label.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), label);
      offset += header.length + label.length + bytes.length;
    }
    const size = index.reduce((sum, part) => sum + part.length, 0);
    const counts = [[2, files.length], [2, files.length]];
    return [...bodies, ...index, packed([4, 0x06054b50], [2, 0], [2, 0], ...counts, [4, size], [4, offset], [2, 0])];
  }

  // --- Drawings --------------------------------------------------------------------------------------------------------

  const SVG = "http://www.w3.org/2000/svg";

  /** A drawing that stands by itself: sizes and colours written out, no links, with title and citation. */
  function standing(drawing, title, citation) {
    const copy = drawing.cloneNode(true);
    for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes);
    const { width, height } = drawing.viewBox.baseVal;
    for (const [name, value] of Object.entries({ xmlns: SVG, width, height })) copy.setAttribute(name, value);
    for (const [name, text] of [["desc", citation], ["title", title]]) {
      const element = document.createElementNS(SVG, name);
      element.textContent = text;
      copy.prepend(element);
    }
    return copy;
  }

  function written(copy) {
    const colours = getComputedStyle(document.documentElement);
    return new XMLSerializer().serializeToString(copy).replace(/var\((--[\w-]+)\)/g, (_, name) => colours.getPropertyValue(name).trim());
  }

  const svg = (drawing, title, citation) =>
    new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${written(standing(drawing, title, citation))}\n`], { type: "image/svg+xml" });

  /** The page's own fonts of charts, which a picture cannot take from the page. */
  function fonts() {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    return rules.filter((rule) => rule instanceof CSSFontFaceRule && rule.cssText.includes("Inter")).map((rule) => rule.cssText);
  }

  const SCALE = 3; // dots for each unit of a drawing: 7 cm wide print at 300 dots an inch and more

  async function png(drawing, title, citation) {
    const copy = standing(drawing, title, citation);
    const style = document.createElementNS(SVG, "style");
    style.textContent = fonts().join("\n");
    copy.prepend(style);
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(written(copy))}`;
    await picture.decode();
    const { width, height } = drawing.viewBox.baseVal;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("toBlob"))), "image/png"));
  }

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  return { csv, numberOf, png, save, svg, workbook };
})();
