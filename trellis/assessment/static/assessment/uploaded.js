// How far the reading of an upload is. Without this the page loads itself anew every few seconds.
const progress = document.getElementById("progress");

async function look() {
  try {
    const answer = await fetch(window.location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("progress");
    if (!now) {
      window.location.reload();
      return;
    }
    progress.innerHTML = now.innerHTML;
  } catch {
    // The connection is gone for now; look again later.
  }
  window.setTimeout(look, 3000);
}

window.setTimeout(look, 1000);
