export const PASSWORD_AT_LEAST = 10;

/** What is still wrong with a new password typed twice; empty when it may be sent. The gateway knows the common ones. */
export function passwordFault(once: string, twice: string): string {
  const short = PASSWORD_AT_LEAST - [...once].length;
  if (short > 0) return `还差 ${short} 个字符：密码至少 ${PASSWORD_AT_LEAST} 个字符`;
  return once === twice ? "" : "两次输入的不一样";
}
