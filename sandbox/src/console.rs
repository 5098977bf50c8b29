//! What an account's owner sets on WeChat's console, beside the server that its pushes go to.
use std::net::IpAddr;

use sha1::{Digest, Sha1};

#[derive(Clone, Debug, Default)]
pub struct Console {
    /// IP 白名单: who may ask for an access_token; anybody, where there is no list.
    pub allowed: Option<Vec<IpAddr>>,
    /// 网页授权域名, without a port.
    pub domain: Option<String>,
}

/// The file that proves whose a domain is: its name, and what is in it. An account's is always the same.
pub fn verify_file(appid: &str) -> (String, String) {
    let digest = Sha1::digest(format!("MP_verify\0{appid}"));
    let words: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    (format!("MP_verify_{words}.txt"), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_an_account_is_its_own_and_says_its_name() {
        let (name, words) = verify_file("wx1");
        assert_eq!(name, format!("MP_verify_{words}.txt"));
        assert_eq!((words.len(), verify_file("wx1").1 == words), (16, true));
        assert_ne!(verify_file("wx2").1, words);
    }
}
