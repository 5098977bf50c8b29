//! Files on the wire.
mod export;
mod import;
mod upload;

use actix_web::HttpResponse;

use crate::http::ServiceConfig;

pub fn office_routes(cfg: &mut ServiceConfig) {
    import::routes(cfg);
    export::routes(cfg);
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `attachment` under a Chinese name, as RFC 6266 has it.
fn attachment(name: &str) -> String {
    let quoted: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("attachment; filename=\"kabao.xlsx\"; filename*=UTF-8''{quoted}")
}

fn workbook(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(XLSX)
        .insert_header(("content-disposition", attachment(name)))
        .insert_header(("cache-control", "no-store"))
        .body(bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_chinese_name_is_one_that_a_header_can_say() {
        let said = super::attachment("会员-1.xlsx");
        assert!(said.ends_with("filename*=UTF-8''%E4%BC%9A%E5%91%98-1.xlsx"), "{said}");
    }
}
