// Keys for ten-minute mode: 1 to 6 answer, S is the same as before, arrows move on. Everything works without them.
const form = document.querySelector("[data-quick]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, input, select")) return;
  const pressed = form.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = way && document.querySelector(`.assessment-quick-ways a[rel="${way}"]`);
  if (!pressed && !link) return;
  event.preventDefault();
  (pressed || link).click();
});
