//! What is wrong with settings that could be read.
use super::{Config, DEMO_MASTER, Profile, Vendor};

impl Config {
    /// All that is wrong, not only the first.
    pub(super) fn wrong(&self) -> Vec<String> {
        let engines = ["sqlite:", "postgres:", "mysql:"];
        let engine_known = engines.iter().any(|engine| self.database.url.starts_with(engine));
        let cache_known =
            ["memory:", "redis:", "rediss:"].iter().any(|kind| self.cache.url.starts_with(kind));
        let mut wrong = vec![];
        let mut unless = |fine: bool, what: &str| {
            if !fine {
                wrong.push(what.to_owned());
            }
        };
        unless(
            engine_known,
            "database.url (KABAO_DATABASE__URL) must begin with sqlite:, postgres: or mysql:",
        );
        unless(
            cache_known,
            "cache.url (KABAO_CACHE__URL) must be memory: or begin with redis: or rediss:",
        );
        unless(
            self.secrets.master.len() >= 32,
            "secrets.master (KABAO_SECRETS__MASTER) needs at least 32 characters: openssl rand -hex 32",
        );
        unless(
            self.sandbox.listen.ip().is_loopback(),
            "sandbox.listen (KABAO_SANDBOX__LISTEN) must be a loopback address",
        );
        if self.profile == Profile::Production {
            self.wrong_in_production(&mut unless);
        }
        wrong
    }

    fn wrong_in_production(&self, unless: &mut impl FnMut(bool, &str)) {
        unless(
            self.secrets.master != DEMO_MASTER,
            "secrets.master (KABAO_SECRETS__MASTER) is the demo's, which everybody knows: openssl rand -hex 32",
        );
        unless(
            self.http.public_url.starts_with("https://"),
            "http.public_url (KABAO_HTTP__PUBLIC_URL) must be the https:// address phones reach",
        );
        unless(
            self.sms.vendor != Vendor::Sandbox,
            "sms.vendor (KABAO_SMS__VENDOR) must be aliyun or tencent: the simulator sends nothing",
        );
        unless(
            !self.sms.key_id.is_empty() && !self.sms.key_secret.is_empty(),
            "sms.key_id and sms.key_secret (KABAO_SMS__KEY_ID, KABAO_SMS__KEY_SECRET) are empty",
        );
        unless(
            !self.sms.sign_name.is_empty() && !self.sms.template.is_empty(),
            "sms.sign_name and sms.template (KABAO_SMS__SIGN_NAME, KABAO_SMS__TEMPLATE) are empty",
        );
        unless(
            !self.sms.notice_template.is_empty(),
            "sms.notice_template (KABAO_SMS__NOTICE_TEMPLATE) is empty: who loses a number is told",
        );
        unless(
            self.sms.vendor != Vendor::Tencent || !self.sms.app_id.is_empty(),
            "sms.app_id (KABAO_SMS__APP_ID) is empty: Tencent wants the SdkAppId",
        );
        for (base, name) in [(&self.wechat.api_base, "api"), (&self.wechat.open_base, "open")] {
            unless(
                base.starts_with("https://"),
                &format!(
                    "wechat.{name}_base (KABAO_WECHAT__{}_BASE) must be https://{name}.weixin.qq.com",
                    name.to_uppercase()
                ),
            );
        }
    }
}
