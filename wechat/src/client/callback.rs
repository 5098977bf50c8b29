//! Where pushes come from (WeChat docs, getcallbackip).
use serde::Deserialize;

use super::{Client, ClientError, answer};

impl Client {
    /// The addresses and CIDR blocks that pushes come from. Ask once a day: they change.
    pub async fn callback_ips(&self, access_token: &str) -> Result<Vec<String>, ClientError> {
        #[derive(Deserialize)]
        struct Answer {
            ip_list: Vec<String>,
        }

        let api = "/cgi-bin/getcallbackip";
        let request = self.get(api, &[("access_token", access_token)]);
        answer(api, access_token, request).await.map(|Answer { ip_list }| ip_list)
    }
}
