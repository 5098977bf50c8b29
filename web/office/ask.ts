import { ElMessageBox } from "element-plus";

/** Asks before something that cannot be taken back. True when the operator means it. */
export async function sure(title: string, words: string, yes: string, no = "取消"): Promise<boolean> {
  return ElMessageBox.confirm(words, title, { confirmButtonText: yes, cancelButtonText: no, type: "warning", showClose: false }).then(
    () => true,
    () => false,
  );
}
