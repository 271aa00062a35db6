import { onMounted, watch, nextTick } from 'vue';
import { useRoute } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './style.css';

const LANGUAGE = 'cdk-keysmith-language';

/** Shows a language in every group of tabs that has it. */
function show(language: string): void {
  for (const group of document.querySelectorAll('.vp-code-group')) {
    const label = [...group.querySelectorAll<HTMLLabelElement>('.tabs label')].find(({ dataset }) => dataset.title === language);
    const input = label && group.querySelector<HTMLInputElement>(`#${label.htmlFor}`);
    if (!input || input.checked) { continue; }
    input.checked = true;
    const blocks = [...group.querySelectorAll('.blocks > *')];
    const index = [...group.querySelectorAll('input')].indexOf(input);
    blocks.forEach((block, i) => block.classList.toggle('active', i === index));
  }
}

/** The side shows where the reader is, also far down; home and the page for dead links have a main landmark as all others do. */
function orient(): void {
  const content = document.querySelector('#VPContent');
  if (content?.querySelector('main')) { content.removeAttribute('role'); } else { content?.setAttribute('role', 'main'); }
  const side = document.querySelector('.VPSidebar');
  const here = [...side?.querySelectorAll('.VPSidebarItem.is-active') ?? []].pop()?.getBoundingClientRect();
  // Titles of sections do nothing, so the keyboard does not stop at them.
  for (const title of side?.querySelectorAll('.item[tabindex]:not([role])') ?? []) { title.removeAttribute('tabindex'); }
  if (side && here && (here.top < 64 || here.bottom > side.clientHeight)) { side.scrollTop += here.top - side.clientHeight / 2; }
}

export default {
  extends: DefaultTheme,
  setup() {
    const route = useRoute();
    onMounted(() => {
      // What a reader chooses once, every example shows, on every page.
      document.addEventListener('change', ({ target }) => {
        if (!(target instanceof HTMLInputElement) || !target.closest('.vp-code-group')) { return; }
        const language = document.querySelector<HTMLLabelElement>(`label[for="${target.id}"]`)?.dataset.title;
        if (!language) { return; }
        const before = target.getBoundingClientRect().top;
        localStorage.setItem(LANGUAGE, language);
        show(language);
        // Examples above have other lengths now; the one that was chosen stays where it is.
        window.scrollBy(0, target.getBoundingClientRect().top - before);
      });
      const again = () => { const language = localStorage.getItem(LANGUAGE); if (language) { show(language); } };
      // Its text says more than its label: the key that opens it.
      document.querySelector('.DocSearch-Button')?.removeAttribute('aria-label');
      again();
      void nextTick(orient);
      watch(() => route.path, () => { void nextTick(() => { again(); orient(); }); });
    });
  },
};
