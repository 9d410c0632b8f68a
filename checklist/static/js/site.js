// What JavaScript improves. Every page is complete without it; texts come from the page.
(() => {
  'use strict';
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  one('[data-focus]')?.focus();

  // A menu closes with Escape and with a press outside it.
  const menu = one('.menu');
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu?.open) return;
    menu.open = false;
    one('summary', menu).focus();
  });
  document.addEventListener('click', (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });

  for (const row of all('[data-print-row]')) row.hidden = false;
  for (const button of all('[data-print]')) button.addEventListener('click', () => print());

  for (const button of all('[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        one('[aria-live]', button).textContent = button.dataset.done;
      } catch {
        getSelection().selectAllChildren(source);
      }
    });
  }

  // A page that waits for a report asks for it, ever more rarely, and takes it when it is there.
  for (const link of all('[data-waiting]')) {
    const ask = async (pause) => {
      try {
        const answer = await fetch(link.href, { method: 'HEAD' });
        if (answer.ok && answer.status !== 202) {
          if (!answer.redirected) {
            one('h1').textContent = link.dataset.waiting;
            one('.lead').textContent = link.dataset.then;
            link.textContent = link.dataset.ready;
          }
          location.assign(link.href);
          return;
        }
      } catch { /* The button does the same. */ }
      if (pause < 60000) setTimeout(ask, pause, pause * 1.2);
    };
    setTimeout(ask, 1500, 2000);
  }

  // Activities are suggested while they are typed; the server finds them again by the words.
  for (const input of all('[data-suggestions]')) {
    let timer;
    let request;
    input.addEventListener('input', () => {
      clearTimeout(timer);
      const words = input.value.trim();
      if (words.length < 2) return;
      timer = setTimeout(async () => {
        request?.abort();
        request = new AbortController();
        const address = new URL(input.dataset.suggestions, location.href);
        address.searchParams.set('q', words);
        try {
          const answer = await fetch(address, { signal: request.signal });
          if (!answer.ok) return;
          const options = (await answer.json()).map(({ code, title }) => {
            const option = document.createElement('option');
            option.value = `${code} ${title}`;
            option.lang = 'ru';
            return option;
          });
          input.list.replaceChildren(...options);
        } catch { /* Suggestions are a courtesy. */ }
      }, 250);
    });
  }

  // Answers are saved as they are given: one request at a time, and never silently lost.
  const form = one('[data-autosave]');
  if (!form) return;
  const status = one('[data-status]', form);
  const spoken = one('[data-spoken]', form);
  const both = one('[data-conflict-button]', form);
  const pause = Number(form.dataset.autosave) || 800;
  let timer;
  let busy = false;
  let changes = 0;
  let saved = 0;
  let failures = 0;
  let stopped = false;
  let leaving = null;
  let heard = '';

  // The line is seen by all. It is read aloud only where the news is other than the last that
  // was heard: the first save, a failure, and that saving works again; not every save.
  const say = (text, state = '', news = '') => {
    status.textContent = text;
    status.className = state && `save--${state}`;
    spoken.textContent = news && news !== heard ? text : '';
    heard = news || heard;
  };
  say(form.dataset.ready);
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };
  const clock = (moment) => {
    const date = new Date(moment);
    return Number.isNaN(date.getTime()) ? moment
      : date.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
  };
  const take = (reply) => {
    for (const name of ['revision', 'base']) {
      if (name in reply) form.elements[name].value = reply[name];
    }
  };
  const count = ({ answered, total }) => {
    if (total === undefined) return;
    one('[data-answered]', form).textContent = answered;
    const bar = one('[data-progress]', form);
    bar.max = total;
    bar.value = answered;
  };

  async function save() {
    if (busy || stopped || saved === changes) return;
    busy = true;
    const sent = changes;
    say(form.dataset.saving);
    try {
      // The buttons are named "action", so form.action would be one of them.
      const answer = await fetch(form.getAttribute('action') || location.href, {
        method: 'POST',
        body: new FormData(form),
        headers: { Accept: 'application/json' },
        signal: AbortSignal.timeout(20000),
      });
      if (answer.status === 409) {
        stopped = true;
        both.hidden = false;
        say(form.dataset.conflict, 'wait', 'conflict');
      } else if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
        // What could be kept is kept, so its stamps are new all the same.
        take(await answer.json());
        say(form.dataset.refused, 'fail', 'refused');
        saved = sent - 1;
      } else if (!answer.ok) {
        throw new Error(String(answer.status));
      } else {
        const reply = await answer.json();
        take(reply);
        count(reply);
        saved = sent;
        failures = 0;
        say(form.dataset.saved.replace('{time}', clock(reply.saved_at)), '', 'saved');
        if (changes > saved) later(pause);
      }
    } catch {
      failures += 1;
      say(form.dataset.failed, 'fail', 'failed');
      later(Math.min(60000, 2000 * 2 ** failures));
    }
    busy = false;
    if (leaving) form.requestSubmit(leaving);
  }

  const changed = () => {
    changes += 1;
    if (!stopped) later(pause);
  };
  form.addEventListener('change', changed);
  form.addEventListener('input', (event) => event.target.matches('textarea') && changed());
  form.addEventListener('submit', (event) => {
    clearTimeout(timer);
    if (busy) { // Two saves at once would look like two windows.
      event.preventDefault();
      leaving = event.submitter;
      return;
    }
    stopped = true;
    saved = changes;
  });
  // A page that came back because it could not be saved holds what is not saved yet.
  if ('unsaved' in form.dataset) changed();
  // A page taken out of the browser's memory is older than what was saved from it.
  addEventListener('pageshow', (event) => event.persisted && location.reload());
  addEventListener('online', () => later(0));
  addEventListener('beforeunload', (event) => {
    if (changes > saved) event.preventDefault();
  });
})();
