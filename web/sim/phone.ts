import { computed, reactive, ref } from "vue";
import * as api from "./api.ts";
import { HELD_MS, poll } from "./poll.ts";

/** What the screen shows. */
export type Screen =
  | { at: "list" }
  | { at: "sms" }
  | { at: "account"; appid: string }
  | { at: "chat"; appid: string };

export interface Thread {
  lines: api.Line[];
  menu: api.MenuButton[];
  following: boolean;
  /** The last line that was looked at. */
  read: number;
  /** Whether it was ever asked for; what was there before counts as read. */
  known: boolean;
}

/** The phone on the desk: whose it is, what it shows, what has arrived. */
export function usePhone() {
  const people = ref<api.Person[]>([]);
  const accounts = ref<api.Account[]>([]);
  const holder = ref<string | null>(null);
  const trouble = ref("");
  const screen = ref<Screen>({ at: "list" });
  const page = ref<{ url: string; title: string } | null>(null);
  const threads = reactive(new Map<string, Thread>());
  const inbox = ref<api.Sms[]>([]);
  const inboxRead = ref(0);
  const arrived = ref<api.Sms | null>(null);
  const toast = ref("");
  let inboxOpened = false;
  let toastTimer: ReturnType<typeof setTimeout> | undefined;

  const person = computed(() => people.value.find((one) => one.id === holder.value));
  const services = computed(() => accounts.value.filter((one) => one.kind === "service"));

  function thread(appid: string): Thread {
    const known = threads.get(appid);
    if (known) return known;
    threads.set(appid, { lines: [], menu: [], following: false, read: 0, known: false });
    return threads.get(appid)!;
  }

  async function open() {
    trouble.value = "";
    try {
      const world = await api.world();
      people.value = world.people;
      accounts.value = world.accounts;
      const known = world.people.find((one) => one.id === world.person) ?? world.people[0];
      if (known) await hold(known.id);
    } catch (refused) {
      trouble.value = wordsOf(refused);
    }
  }

  /** Put this phone away and take that person's; it opens where a phone opens. */
  async function hold(id: string) {
    page.value = null;
    await attempt(async () => {
      await api.use(id);
      holder.value = null;
      threads.clear();
      inbox.value = [];
      inboxRead.value = 0;
      inboxOpened = false;
      arrived.value = null;
      screen.value = { at: "list" };
      holder.value = id;
    });
  }

  async function admit(someone: { nickname: string; phone?: string; snapshot?: boolean }) {
    const newcomer = await api.admit(someone);
    people.value = [...people.value, newcomer];
    await hold(newcomer.id);
  }

  async function does(deed: api.Deed, appid: string, more: Record<string, string> = {}) {
    const id = holder.value;
    if (!id) return false;
    return attempt(async () => {
      await api.does(id, deed, { appid, ...more });
      if (deed === "follow") thread(appid).following = true;
      if (deed === "unfollow") thread(appid).following = false;
    });
  }

  async function attempt(act: () => Promise<void>) {
    try {
      await act();
      return true;
    } catch (refused) {
      say(wordsOf(refused));
      return false;
    }
  }

  function say(words: string) {
    toast.value = words;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => (toast.value = ""), 2400);
  }

  async function copy(text: string, words: string) {
    try {
      await navigator.clipboard.writeText(text);
      say(words);
    } catch {
      say("浏览器不允许复制");
    }
  }

  function browse(url: string, title: string) {
    if (/^https?:\/\//i.test(url)) page.value = { url, title };
    else say("这个链接打不开");
  }

  const key = () => (holder.value && services.value.length ? holder.value : null);
  poll(key, async (id, signal, alive) => {
    await Promise.all(services.value.map(({ appid }) => listen(id, appid, signal, alive)));
  });

  /** Follows one conversation until the phone is put away. */
  async function listen(id: string, appid: string, signal: AbortSignal, alive: () => void) {
    let wait = 0;
    while (!signal.aborted) {
      const kept = thread(appid);
      const news = await api.chat(id, appid, kept.lines.at(-1)?.seq ?? 0, wait, signal);
      if (signal.aborted) return;
      alive();
      kept.lines.push(...news.messages);
      if (!kept.known) kept.read = kept.lines.at(-1)?.seq ?? 0;
      kept.known = true;
      kept.menu = news.menu;
      kept.following = news.following;
      wait = HELD_MS;
    }
  }

  poll(
    () => holder.value,
    async (id, signal) => {
      const after = inbox.value.at(-1)?.seq ?? 0;
      const news = await api.sms(id, after, inboxOpened ? HELD_MS : 0, signal);
      if (signal.aborted) return;
      inbox.value.push(...news.messages);
      const newest = news.messages.at(-1);
      if (!inboxOpened) inboxRead.value = newest?.seq ?? 0;
      else if (newest && screen.value.at !== "sms") arrived.value = newest;
      inboxOpened = true;
    },
  );

  return {
    people, accounts, services, holder, person, trouble, screen, page, inbox, inboxRead, arrived,
    toast, thread, open, hold, admit, does, say, copy, browse,
  };
}

export type Phone = ReturnType<typeof usePhone>;

function wordsOf(refused: unknown) {
  return refused instanceof api.Refused ? refused.message : "出了点问题，请重试";
}
