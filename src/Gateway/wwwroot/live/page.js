// A replica that restarted knows nothing of this page: load it again by itself, as soon as there is one to load.
const lost = document.getElementById('components-reconnect-modal');

async function again() {
  try {
    if ((await fetch('/livez', { cache: 'no-store' })).ok) location.reload();
    else setTimeout(again, 2000);
  } catch {
    setTimeout(again, 2000);
  }
}

lost.addEventListener('components-reconnect-state-changed', change => {
  if (change.detail.state === 'rejected' || change.detail.state === 'failed') again();
});
