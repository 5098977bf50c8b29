//! Where pushes come from, and where calls go to (WeChat docs, getcallbackip and getApiDomainIp).
use serde::Deserialize;

use super::{Client, ClientError, answer};

#[derive(Deserialize)]
struct Addresses {
    ip_list: Vec<String>,
}

impl Client {
    /// The addresses and CIDR blocks that pushes come from. Ask once a day: they change.
    pub async fn callback_ips(&self, access_token: &str) -> Result<Vec<String>, ClientError> {
        self.addresses("/cgi-bin/getcallbackip", access_token).await
    }

    /// The addresses that `api.weixin.qq.com` answers at, for a firewall that lets nothing else out.
    pub async fn api_ips(&self, access_token: &str) -> Result<Vec<String>, ClientError> {
        self.addresses("/cgi-bin/get_api_domain_ip", access_token).await
    }

    async fn addresses(
        &self,
        api: &'static str,
        access_token: &str,
    ) -> Result<Vec<String>, ClientError> {
        let request = self.get(api, &[("access_token", access_token)]);
        answer(api, access_token, request).await.map(|Addresses { ip_list }| ip_list)
    }
}
