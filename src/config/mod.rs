//! Settings: defaults, then the file that `KABAO_CONFIG` names, then the environment
//! (`KABAO_HTTP__LISTEN`). What is wrong is told at once, each with the variable that mends it.
mod check;

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Deserializer, de::Error};

const DEFAULTS: &str = include_str!("../../config/default.toml");
/// In everybody's hands, so good for the demo only.
const DEMO_MASTER: &str = "kabao-demo-master-key-never-in-production";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub profile: Profile,
    pub http: Http,
    pub sandbox: Sandbox,
    pub database: Database,
    pub cache: Cache,
    pub wechat: Wechat,
    pub sms: Sms,
    pub secrets: Secrets,
    #[serde(default)]
    pub office: Office,
    pub log: Log,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    Demo,
    Production,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    pub listen: SocketAddr,
    /// Without a slash at its end.
    pub public_url: String,
    /// In a variable, with commas between.
    #[serde(deserialize_with = "listed")]
    pub trusted_proxies: Vec<IpAddr>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sandbox {
    pub listen: SocketAddr,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    pub url: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wechat {
    pub api_base: String,
    pub open_base: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    pub vendor: Vendor,
    pub sign_name: String,
    /// For a code.
    pub template: String,
    /// For word that a phone is about to be changed.
    pub notice_template: String,
    pub key_id: String,
    pub key_secret: String,
    pub app_id: String,
    pub region: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Vendor {
    Sandbox,
    Aliyun,
    Tencent,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    pub master: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Nothing said: owners, but for the demo.
    pub two_factor: Option<TwoFactor>,
}

/// Who may not do without a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TwoFactor {
    Owners,
    Off,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    pub filter: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Pretty,
    Json,
}

/// Everything that is wrong with a configuration, a line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct Wrong(pub Vec<String>);

impl Config {
    /// The settings of this process.
    #[expect(clippy::disallowed_methods, reason = "the one door settings come in by")]
    pub fn load() -> Result<Self, Wrong> {
        let file = std::env::var("KABAO_CONFIG").ok();
        Self::from_sources(file.as_deref(), None)
    }

    /// As [`Config::load`], with the variables given instead of taken from the environment.
    pub fn from_variables(variables: &[(&str, &str)]) -> Result<Self, Wrong> {
        let given = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self::from_sources(None, Some(given.collect()))
    }

    fn from_sources(
        file: Option<&str>,
        variables: Option<config::Map<String, String>>,
    ) -> Result<Self, Wrong> {
        let environment = config::Environment::with_prefix("KABAO")
            .prefix_separator("_")
            .separator("__")
            .source(variables)
            .try_parsing(false);
        let mut sources = config::Config::builder()
            .add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml));
        if let Some(file) = file {
            sources = sources.add_source(config::File::with_name(file));
        }
        let read = sources.add_source(Known(environment)).build();
        let read = read.map_err(|why| Wrong(vec![why.to_string()]))?;
        let mut config: Self =
            read.clone().try_deserialize().map_err(|why| Wrong(unreadable(&read, &why)))?;
        config.fill_in();
        let wrong = config.wrong();
        if wrong.is_empty() { Ok(config) } else { Err(Wrong(wrong)) }
    }

    pub fn is_demo(&self) -> bool {
        self.profile == Profile::Demo
    }

    pub fn owners_need_two_factor(&self) -> bool {
        match self.office.two_factor {
            Some(said) => said == TwoFactor::Owners,
            None => !self.is_demo(),
        }
    }

    /// What the demo need not be told.
    fn fill_in(&mut self) {
        if self.http.public_url.is_empty() {
            self.http.public_url = format!("http://{}", self.http.listen);
        }
        while self.http.public_url.ends_with('/') {
            self.http.public_url.pop();
        }
        let simulator = format!("http://{}", self.sandbox.listen);
        if self.is_demo() && self.wechat.api_base.is_empty() {
            self.wechat.api_base.clone_from(&simulator);
        }
        if self.is_demo() && self.wechat.open_base.is_empty() {
            self.wechat.open_base = simulator;
        }
    }
}

/// What cannot be read at all: the first in each section, because a section is read as one.
fn unreadable(read: &config::Config, first: &config::ConfigError) -> Vec<String> {
    fn of<T: for<'de> Deserialize<'de>>(read: &config::Config, section: &str) -> Option<String> {
        read.get::<T>(section).err().map(|why| format!("{section}: {why}"))
    }
    let sections = [
        of::<Profile>(read, "profile"),
        of::<Http>(read, "http"),
        of::<Sandbox>(read, "sandbox"),
        of::<Database>(read, "database"),
        of::<Cache>(read, "cache"),
        of::<Wechat>(read, "wechat"),
        of::<Sms>(read, "sms"),
        of::<Secrets>(read, "secrets"),
        of::<Office>(read, "office"),
        of::<Log>(read, "log"),
    ];
    let wrong: Vec<String> = sections.into_iter().flatten().collect();
    if wrong.is_empty() { vec![first.to_string()] } else { wrong }
}

/// A list, or one text with commas.
fn listed<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpAddr>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        List(Vec<IpAddr>),
        Text(String),
    }
    match Given::deserialize(from)? {
        Given::List(all) => Ok(all),
        Given::Text(text) => {
            let each = text.split(',').map(str::trim).filter(|one| !one.is_empty());
            each.map(|one| one.parse().map_err(D::Error::custom)).collect()
        }
    }
}

/// The environment less what is no setting: the name of a file, and what tests are told.
#[derive(Clone, Debug)]
struct Known(config::Environment);

impl config::Source for Known {
    fn clone_into_box(&self) -> Box<dyn config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<config::Map<String, config::Value>, config::ConfigError> {
        let mut values = self.0.collect()?;
        values.remove("config");
        values.retain(|name, _| !name.starts_with("test_"));
        Ok(values)
    }
}

/// A URL may hold a password.
impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database(…)")
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache(…)")
    }
}

impl std::fmt::Debug for Sms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sms({:?})", self.vendor)
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_needs_no_settings() {
        let config = Config::from_variables(&[]).expect("the defaults are fine");
        assert!(config.is_demo());
        assert_eq!(config.http.public_url, "http://127.0.0.1:8080");
        assert_eq!(config.wechat.api_base, "http://127.0.0.1:8081");
    }

    #[test]
    fn variables_override() {
        let config = Config::from_variables(&[
            ("KABAO_HTTP__LISTEN", "127.0.0.1:9000"),
            ("KABAO_CACHE__URL", "redis://127.0.0.1:6379"),
            ("KABAO_HTTP__TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2"),
        ]);
        let config = config.expect("both are fine");
        assert_eq!(config.http.public_url, "http://127.0.0.1:9000");
        assert_eq!(config.cache.url, "redis://127.0.0.1:6379");
        assert_eq!(config.http.trusted_proxies.len(), 2);
    }

    #[test]
    fn everything_wrong_is_named_at_once_g11() {
        let wrong = Config::from_variables(&[
            ("KABAO_PROFILE", "production"),
            ("KABAO_DATABASE__URL", "oracle://"),
        ]);
        let told = wrong.expect_err("the demo's secrets do not serve in production").to_string();
        for name in [
            "KABAO_DATABASE__URL",
            "KABAO_SECRETS__MASTER",
            "KABAO_HTTP__PUBLIC_URL",
            "KABAO_SMS__VENDOR",
            "KABAO_SMS__KEY_ID",
            "KABAO_SMS__TEMPLATE",
            "KABAO_SMS__NOTICE_TEMPLATE",
            "KABAO_WECHAT__API_BASE",
            "KABAO_WECHAT__OPEN_BASE",
        ] {
            assert!(told.contains(name), "{name} is not in:\n{told}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_in_each_section() {
        let wrong = Config::from_variables(&[
            ("KABAO_HTTP__LISTEN", "nowhere"),
            ("KABAO_SMS__VENDOR", "pigeon"),
            ("KABAO_LOG__FORMAT", "ink"),
        ]);
        let told = wrong.expect_err("none of these can be read").to_string();
        for name in ["http", "sms", "log"] {
            assert!(told.contains(name), "{name} is not in:\n{told}");
        }
    }

    #[test]
    fn the_simulator_stays_on_this_machine() {
        let wrong = Config::from_variables(&[("KABAO_SANDBOX__LISTEN", "0.0.0.0:8081")]);
        assert!(wrong.expect_err("not loopback").to_string().contains("KABAO_SANDBOX__LISTEN"));
    }

    #[test]
    fn secrets_are_not_printed_g13() {
        let config = Config::from_variables(&[("KABAO_SMS__KEY_SECRET", "canary-7f3a")]);
        let printed = format!("{:?}", config.expect("fine"));
        assert!(!printed.contains("canary-7f3a") && !printed.contains(DEMO_MASTER));
    }
}
