// Keys of the console's lists: / to filter, j and k to walk, Enter opens the focused link by itself.
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const rows = [...document.querySelectorAll("[data-row] a[href]")].filter(
    (link, index, all) => all.findIndex(other => other.closest("tr") === link.closest("tr")) === index);
  const at = rows.findIndex(link => link.closest("tr") === document.activeElement?.closest("tr"));
  if (event.key === "/") {
    const filter = document.querySelector("[data-filter]");
    if (filter) { filter.focus(); event.preventDefault(); }
  } else if (event.key === "j" || event.key === "k") {
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }
});
