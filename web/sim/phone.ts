import { computed, reactive, ref, watch } from "vue";
import * as api from "./api.ts";
import { poll, unreachable, type Turn } from "./poll.ts";

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
  /** The mini-program that is open, over everything else. */
  const mini = ref<api.Account | null>(null);
  const threads = reactive(new Map<string, Thread>());
  const inbox = ref<api.Sms[]>([]);
  const inboxRead = ref(0);
  const arrived = ref<api.Sms | null>(null);
  const toast = ref("");
  /** Counts how often a phone was picked up, be it the same one again. */
  const turns = ref(0);
  let run = "";
  let inboxOpened = false;
  let toastTimer: ReturnType<typeof setTimeout> | undefined;

  const person = computed(() => people.value.find((one) => one.id === holder.value));
  const services = computed(() => accounts.value.filter((one) => one.kind === "service"));

  const minis = computed(() => accounts.value.filter((one) => one.kind === "mini"));

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
      run = world.run;
      const known = world.people.find((one) => one.id === world.person) ?? world.people[0];
      if (known) await hold(known.id);
    } catch (refused) {
      trouble.value = wordsOf(refused);
    }
  }

  // A sandbox that was started anew has forgotten all that this phone shows.
  watch(unreachable, async (failing) => {
    if (failing || !run) return;
    const world = await api.world().catch(() => null);
    if (world && world.run !== run) await open();
  });

  /** Put this phone away and take that person's; it opens where a phone opens. */
  async function hold(id: string) {
    page.value = null;
    mini.value = null;
    toast.value = "";
    await attempt(async () => {
      await api.use(id);
      threads.clear();
      inbox.value = [];
      inboxRead.value = 0;
      inboxOpened = false;
      arrived.value = null;
      screen.value = { at: "list" };
      holder.value = id;
      turns.value += 1;
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

  const held = () => (holder.value ? turns.value : null);
  poll(held, async (_, turn) => {
    const id = holder.value ?? "";
    await Promise.all(services.value.map(({ appid }) => listen(id, appid, turn)));
  });

  /** Follows one conversation until the phone is put away. */
  async function listen(id: string, appid: string, { signal, alive }: Turn) {
    let seen = "";
    while (!signal.aborted) {
      const kept = thread(appid);
      const news = await api.chat(id, appid, kept.lines.at(-1)?.seq ?? 0, seen, signal);
      if (signal.aborted) return;
      alive();
      kept.lines.push(...news.messages);
      if (!kept.known) kept.read = kept.lines.at(-1)?.seq ?? 0;
      kept.known = true;
      kept.menu = news.menu;
      kept.following = news.following;
      seen = news.view;
    }
  }

  poll(held, async (_, { signal, patient }) => {
    const after = inbox.value.at(-1)?.seq ?? 0;
    const news = await api.sms(holder.value ?? "", after, patient, signal);
    if (signal.aborted) return;
    inbox.value.push(...news.messages);
    const newest = news.messages.at(-1);
    if (!inboxOpened) inboxRead.value = newest?.seq ?? 0;
    else if (newest && screen.value.at !== "sms") arrived.value = newest;
    inboxOpened = true;
  });

  return {
    people, accounts, services, minis, holder, person, trouble, screen, page, mini, inbox, inboxRead, arrived,
    toast, thread, open, hold, admit, does, say, copy, browse,
  };
}

export type Phone = ReturnType<typeof usePhone>;

function wordsOf(refused: unknown) {
  return refused instanceof api.Refused ? refused.message : "出了点问题，请重试";
}
