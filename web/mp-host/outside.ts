/** What lies outside of the phone: the person who holds it, WeChat's servers, the network. */

export interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Instead of the body, where that is no text. */
  body_base64?: string;
}

export interface Outside {
  appid: string;
  /** Where the gateway is, as an origin. */
  gateway: string;
  /** Tells one phone's storage from another's. */
  holder: string;
  phone: string;
  avatar: string;
  /** A code for `wx.login`. */
  login(): Promise<string>;
  /** A code of the phone button. */
  phoneNumber(): Promise<string>;
  /** Fails as the network does. */
  request(call: Call): Promise<Answer>;
}

interface World {
  accounts: { appid: string; kind: string; callback: string }[];
  people: { id: string; nickname: string; phone: string; avatar: string }[];
  person: string | null;
}

/** The simulator, with the phone of the person that this browser holds. */
export async function simulator(): Promise<Outside> {
  const world = (await (await fetch("/sandbox/state")).json()) as World;
  const holder = world.people.find(({ id }) => id === world.person) ?? world.people[0];
  const account = world.accounts.find(({ kind }) => kind === "mini");
  if (!holder || !account) throw new Error("the simulator knows no mini-program or nobody to use it");
  const tell = async <T>(deed: string, body: object): Promise<T> => {
    const reply = await fetch(`/sandbox/people/${encodeURIComponent(holder.id)}/${deed}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ appid: account.appid, ...body }),
    });
    const told = (await reply.json()) as T & { title?: string };
    if (!reply.ok) throw new Error(`${deed}:fail ${told.title ?? reply.status}`);
    return told;
  };
  return {
    appid: account.appid,
    gateway: new URL(account.callback).origin,
    holder: holder.id,
    phone: holder.phone,
    avatar: holder.avatar,
    login: async () => (await tell<{ code: string }>("login", {})).code,
    phoneNumber: async () => (await tell<{ code: string }>("phone-number", {})).code,
    async request(call) {
      const answer = await tell<Answer & { fail?: string }>("request", call);
      if (answer.fail) throw new Error(answer.fail);
      return answer;
    },
  };
}
