// Shows the passkey's part of a page where the browser can do it, and says in words when it did not work.
for (const part of document.querySelectorAll("[data-passkey]")) {
  part.hidden = !window.PublicKeyCredential;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.querySelector("[data-passkey-problem]");
  problem.textContent = "The passkey was not used: this browser has none for Trellis, or you stopped it. Try again, or use another way.";
  problem.hidden = false;
});
