import type { Faults } from "./form";
import { phoneFaults } from "./identity";
import type { Address, AddressEdit } from "./types";
import type { WechatAddress } from "./wechat";

export interface AddressFields {
  name: string;
  phone: string;
  /** The names of province, city and district between spaces; empty until chosen. */
  region: string;
  detail: string;
  postal_code: string;
  is_default: boolean;
}

const POSTAL_CODE = /^\d{6}$/;

export function fieldsOf(address?: Address): AddressFields {
  return {
    name: address?.name ?? "",
    phone: address?.phone ?? "",
    region: address?.region.join(" ") ?? "",
    detail: address?.detail ?? "",
    postal_code: address?.postal_code ?? "",
    is_default: address?.is_default ?? false,
  };
}

/** What WeChat's address book says, into the same fields. */
export function fromWechat(picked: WechatAddress): Omit<AddressFields, "is_default"> {
  return {
    name: picked.userName,
    phone: picked.telNumber.replace(/[\s-]/g, ""),
    region: [picked.provinceName, picked.cityName, picked.countryName].filter(Boolean).join(" "),
    detail: picked.detailInfo,
    postal_code: picked.postalCode ?? "",
  };
}

export function editOf(fields: AddressFields): AddressEdit {
  return {
    name: fields.name.trim(),
    phone: fields.phone,
    region: fields.region.split(" "),
    detail: fields.detail.trim(),
    postal_code: fields.postal_code || null,
    is_default: fields.is_default,
  };
}

/** What can be seen to be wrong without asking the gateway. */
export function addressFaults(fields: AddressFields): Faults {
  const faults: Faults = {};
  if (fields.name.trim() === "") faults.name = "请输入收货人";
  Object.assign(faults, phoneFaults(fields.phone));
  if (fields.region.split(" ").length < 3) faults.region = "请选择地区";
  if (fields.detail.trim() === "") faults.detail = "请输入详细地址";
  if (fields.postal_code !== "" && !POSTAL_CODE.test(fields.postal_code)) faults.postal_code = "邮政编码是 6 位数字";
  return faults;
}
