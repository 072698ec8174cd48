// What a page check asks the page itself. Evaluated in the page through the developer protocol, so no policy of the page
// stands in the way and nothing of it stays behind.
(() => {
  const INTERACTIVE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], '
    + '[role=checkbox], [role=radio], [role=switch], [role=tab], [role=menuitem], [role=option], '
    + '[tabindex]:not([tabindex="-1"])';

  const words = text => (text ?? '').replace(/\s+/g, ' ').trim();

  // A short way to find the element again: up to the nearest id.
  const selectorOf = element => {
    const steps = [];
    for (let at = element; at && at.nodeType === 1 && at !== document.documentElement; at = at.parentElement) {
      if (at.id) {
        steps.unshift('#' + CSS.escape(at.id));
        break;
      }
      const same = at.parentElement ? [...at.parentElement.children].filter(one => one.localName === at.localName) : [];
      const place = same.length > 1 ? `:nth-of-type(${same.indexOf(at) + 1})` : '';
      steps.unshift(at.localName + [...at.classList].slice(0, 2).map(name => '.' + CSS.escape(name)).join('') + place);
      if (at === document.body) {
        break;
      }
    }
    return steps.join(' > ');
  };

  const isShown = element => element.getClientRects().length > 0
    && element.checkVisibility({ visibilityProperty: true })
    && !element.closest('[aria-hidden=true], [inert]');

  // A link inside a sentence is as high as its line; the sentence around it makes it one.
  const isInSentence = element => {
    if (element.localName !== 'a' || getComputedStyle(element).display !== 'inline') {
      return false;
    }
    const around = element.parentElement.cloneNode(true);
    around.querySelectorAll(INTERACTIVE).forEach(one => one.remove());
    return (around.textContent.match(/\p{L}/gu) ?? []).length >= 2;
  };

  // Whatever one may press counts: a field together with its label, a radio's box together with its text.
  const areaOf = element => {
    const box = element.getBoundingClientRect();
    const parts = [box, ...[...(element.labels ?? [])].filter(isShown).map(label => label.getBoundingClientRect())];
    const isChoice = element.type === 'checkbox' || element.type === 'radio';
    const counted = isChoice ? parts : [box];
    return {
      width: Math.max(...counted.map(one => one.right)) - Math.min(...counted.map(one => one.left)),
      height: Math.max(...counted.map(one => one.bottom)) - Math.min(...counted.map(one => one.top)),
    };
  };

  return {
    targets: least => [...document.querySelectorAll(INTERACTIVE)]
      .filter(element => isShown(element) && !element.disabled && !isInSentence(element))
      .filter(element => {
        const box = element.getBoundingClientRect();
        return box.right > 0 && box.bottom + scrollY > 0;
      })
      .map(element => ({ element, ...areaOf(element) }))
      .filter(one => one.width < least - 0.5 || one.height < least - 0.5)
      .map(one => `${selectorOf(one.element)} "${words(one.element.innerText || one.element.ariaLabel).slice(0, 40)}" `
        + `is ${one.width.toFixed(0)}×${one.height.toFixed(0)}`),

    overflow: width => document.documentElement.scrollWidth <= width ? []
      : [`the page is ${document.documentElement.scrollWidth} px wide, ${width} fit`,
        ...[...document.body.querySelectorAll('*')]
          .filter(element => isShown(element) && element.getBoundingClientRect().right > width + 0.5
            && element.getBoundingClientRect().left >= 0)
          .slice(0, 5)
          .map(element => `${selectorOf(element)} ends at ${element.getBoundingClientRect().right.toFixed(0)} px`)],

    // Texts that a reader of one language cannot read; a number, an address or a code is no text. Elements that say another lang are meant to be in it.
    leftovers: (language, except) => {
      const zh = language.startsWith('zh');
      const han = /\p{Script=Han}/u;
      const isOther = text => zh
        ? !han.test(text) && text.split(/\s+/).filter(one => /^[A-Za-z][A-Za-z'’-]+[.,;:!?]*$/.test(one)).length >= 3
        : han.test(text);
      const mine = zh ? 'zh' : 'en';
      const isMeant = element => except && element.closest(except)
        || element.closest('[lang]')?.lang.startsWith(mine) === false
        || element.closest('[translate=no], bdi, code, pre, script, style, noscript');
      const found = [];
      const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const owner = node.parentElement;
        const counts = owner.localName === 'title' || owner.localName === 'option' || isShown(owner);
        if (counts && isOther(node.data) && !isMeant(owner)) {
          found.push(`${selectorOf(owner)}: ${words(node.data).slice(0, 80)}`);
        }
      }
      for (const name of ['alt', 'title', 'placeholder', 'aria-label', 'aria-description']) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
          if (isOther(element.getAttribute(name)) && !isMeant(element)) {
            found.push(`${selectorOf(element)} @${name}: ${words(element.getAttribute(name)).slice(0, 80)}`);
          }
        }
      }
      return found;
    },

    focused: () => {
      const element = document.activeElement;
      return !element || element === document.body ? ''
        : words([element.innerText, element.ariaLabel, ...[...(element.labels ?? [])].map(label => label.innerText),
          element.labels?.length ? '' : element.placeholder, element.type === 'submit' ? element.value : '', element.title]
          .filter(Boolean).join(' ')) || selectorOf(element);
    },
  };
})()
