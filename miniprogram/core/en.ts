import type { zh } from "./zh";

export const en: typeof zh = {
  title: {
    home: "Membership", code: "Member code", welcome: "Welcome", register: "Join", bind: "Link my card", profile: "Profile",
    phone: "Change phone", settings: "Settings", benefits: "Benefits", balances: "My balances", history: "History", value: "Stored value",
    offers: "Get coupons", activate: "Activate", coupons: "My coupons", coupon: "Coupon", purchases: "Purchases", purchase: "Purchase",
    addresses: "Addresses", address: "Address", cards: "My cards", addCard: "Add a card", privacy: "Privacy", leave: "Leave",
  },
  common: {
    cancel: "Cancel", confirm: "OK", save: "Save", saved: "Saved", remove: "Delete", removed: "Deleted", edit: "Edit",
    retry: "Try again", loading: "Loading", more: "More", noMore: "That is all", failed: "This did not load", nothing: "Nothing here yet",
    none: "Not set", colon: ": ", wait: "One moment", copied: "Copied", on: "Chosen", all: "All",
  },
  fault: {
    timeout: "The network is slow and no answer came. Please try again", offline: "No network. Please check it and try again",
    unreadable: "The service is not available right now", unexpected: "Something went wrong. Please open this again",
  },
  home: {
    show: "Show my code", offers: "Offers", coupons: "Coupons", purchases: "Purchases", benefits: "Benefits", cards: "Cards",
    value: "Top-ups", addresses: "Addresses", profile: "Profile", privacy: "Privacy", settings: "Settings", balances: "My balances",
    usable: "to use", cardRefused: "This card cannot be used now. Please ask in a store.", services: "Services", consent: "Please read our privacy notice",
  },
  code: {
    show: "Show this at the till", left: "s to the next code", renew: "Renew now", expired: "This code has expired", offline: "No network", notNow: "Cannot be renewed now",
    lasts: "; codes here work for over {n} min", lastsLess: "; this code works for less than a minute", failed: "The code did not load", barcode: "Member barcode", qr: "Member QR code", waiting: "Waiting",
    hint: "The screen is bright now. Do not send a screenshot to anybody",
  },
  welcome: {
    hello: "Welcome to {shop}", lead: "One card for points, offers and stored value.", enter: "Enter", register: "Join", bind: "I joined in a store: link my card",
    privacy: "Privacy", perks: ["Points that pay", "Coupons of your own", "A higher level, better prices"],
  },
  form: {
    phone: "Phone", phoneHint: "11 digits", code: "Code", codeHint: "6 digits", getCode: "Send code", again: "s",
    sentTo: "A code was sent to {phone}", nickname: "Nickname", nicknameHint: "What we call you", wechatPhone: "Use my WeChat number",
    wechatPhoneDone: "Using {phone}", useSms: "Use another number by SMS", useWechat: "Use my WeChat number", agree: "I have read and accept the ",
    privacy: "privacy notice", agreeFirst: "Please accept the privacy notice first", phoneFirst: "Please give a phone number", codeFirst: "Please type the code",
    nicknameFirst: "Please give a nickname", phoneRefused: "No number was given. You can use SMS instead",
  },
  register: { submit: "Join", done: "Welcome", taken: "This number is a member already: link it" },
  bind: {
    submit: "Link", done: "Linked", lead: "The phone and nickname you gave in the store.", unknown: "Never joined? Join now",
  },
  consent: {
    title: "Personal data", lead: "The next step needs your consent before anything is read.", read: "Read the privacy guidelines", agree: "Agree", refuse: "No",
  },
  profile: {
    avatar: "Picture", changeAvatar: "Change picture", removeAvatar: "Delete picture", cardName: "Card name", cardNameHint: "A name for the card", email: "E-mail", emailHint: "Optional",
    birthday: "Birthday", birthdayHint: "Optional; set once", birthdayFixed: "Ask a store to change it", phone: "Phone", change: "Change",
    number: "Member no.", level: "Level", balances: "Balances", avatarFailed: "This picture cannot be used",
  },
  phone: {
    now: "Phone now", next: "New phone", old: "Proof of the old one", oldLead: "With a code from the old phone it changes at once. Without, it takes 72 hours, and stored value rests for 24 hours after.",
    withOld: "I can read the old phone's SMS", submit: "Change", pending: "Changing to {phone} at {time}", cancel: "Undo the change", cancelled: "Undone",
    done: "Phone changed", waits: "Asked for; waiting", cancelSure: "The phone stays as it is.",
  },
  settings: { language: "Language 语言", zh: "中文", en: "English", about: "About", phone: "Change phone", privacy: "Privacy", leave: "Leave", version: "Version" },
  benefits: {
    current: "Your level", since: "since {date}", until: "until {date}", next: "On the way to {level}", levels: "All levels", mine: "Yours", reached: "Reached",
    rule: "How levels work", top: "This is the highest level",
  },
  balances: { lead: "Of all your cards together", history: "History", empty: "No records yet", principal: "Stored value", records: "Records", offers: "Top-up offers", howTo: "How to top up" },
  offers: {
    stores: "Stores", allStores: "All stores", near: "Nearest first", nearWhy: "Only to sort the stores; it is not kept.", nearRefused: "No location; stores are in their usual order",
    claim: "Claim", claimed: "Claimed", toMine: "Claimed: show it", soldOut: "All gone", notStarted: "Not yet", ended: "Ended", left: "{n} left",
    done: "Claimed", empty: "No coupons here now", activate: "Have a number? Activate it", call: "Call", mine: "My coupons",
  },
  activate: { lead: "Type the number on a paper coupon, or scan its code.", number: "Number", hint: "As printed", scan: "Scan", submit: "Activate", done: "Activated", first: "Please type the number" },
  coupons: { usable: "To use", used: "Used", expired: "Expired", empty: "No coupons", toOffers: "Get coupons", use: "Use", activate: "Activate" },
  coupon: { how: "How to use it", terms: "Terms", returns: "Returns", used: "Use", store: "Store", time: "Time", saved: "Saved", sale: "Purchase", show: "Show my code" },
  purchases: { empty: "No purchases yet", lines: "Goods", totals: "Amounts", tenders: "Paid by", points: "Points", refunds: "Returns", number: "No.", list: "List" },
  addresses: {
    empty: "No addresses yet", add: "New address", fromWechat: "From WeChat", isDefault: "Default", setDefault: "Make default", removeSure: "Delete this address?",
    name: "Name", nameHint: "Who receives", phone: "Phone", region: "Region", regionHint: "Province, city, district", detail: "Street", detailHint: "Street and number",
    postal: "Postcode", postalHint: "Optional", regionFirst: "Please choose a region", wechatRefused: "No address was given",
  },
  cards: {
    primary: "Primary", makePrimary: "Make primary", rename: "Rename", add: "Add a card", empty: "No cards yet", nameHint: "Card name",
    primarySure: "Make it primary?", primaryWords: "The member code stands for the primary card: its level, its stored value.", primaryDone: "This is primary now",
    addLead: "Type the card's number; a code goes to the phone that is known for it.", number: "Card no.", numberHint: "As printed", submit: "Add", done: "Card added", first: "Please type the number",
  },
  privacy: {
    version: "Version {version}", agreedAt: "{version} accepted {at}", agree: "Accept", agreeNew: "Accept the new version", agreedNow: "Accepted", needs: "Please read it and decide.", needsNew: "The notice has changed. Please read it and decide.",
    kept: "What is kept", why: "Why", howLong: "How long", export: "Export my data", exportWhy: "A JSON file with everything about you.",
    exported: "Your data are ready", send: "Send to myself", copy: "Copy", leave: "Leave",
  },
  leave: {
    may: "You would lose", mayNot: "You cannot leave yet", proof: "To be sure it is you, please prove your phone", send: "Send code", submit: "Leave", sure: "Leave for good?", sureWords: "This cannot be undone.",
    done: "You have left", nothing: "Nothing is left unused",
  },
};
