"use strict";
(() => {
  const config = JSON.parse(document.getElementById("config").textContent);
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, config, tooltip: { theme: "custom" } };
  const drawn = [...document.querySelectorAll("script.spec")].map((script) => {
    const place = document.getElementById(script.dataset.for);
    return vegaEmbed(place, JSON.parse(script.textContent), options).catch((error) => {
      console.error(place.id, error);
      place.textContent = "This chart could not be drawn; its numbers are in the table below.";
    });
  });
  Promise.all(drawn).then(() => { document.documentElement.dataset.drawn = "yes"; });
  const button = document.getElementById("open-all");
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    for (const one of document.querySelectorAll("details")) one.open = open;
    button.setAttribute("aria-pressed", String(open));
  });
})();
