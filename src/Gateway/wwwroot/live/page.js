const lost = document.getElementById('components-reconnect-modal');

// A replica that restarted knows nothing of this page: load it again by itself, as soon as there is one to load.
async function again() {
  try {
    if ((await fetch('/livez', { cache: 'no-store' })).ok) location.reload();
    else setTimeout(again, 2000);
  } catch {
    setTimeout(again, 2000);
  }
}

// Nor is a page let in again whose ten hours are over, or whose key was changed: load the form, instead of trying for minutes.
async function knock() {
  try {
    if ((await fetch('/api/status', { cache: 'no-store' })).status === 401) location.reload();
  } catch {
    // Nobody is there; the next try comes by itself.
  }
}

lost.addEventListener('components-reconnect-state-changed', change => {
  if (change.detail.state === 'rejected' || change.detail.state === 'failed') again();
  else if (change.detail.state === 'retrying') knock();
});
