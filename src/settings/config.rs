//! `dect-roster.toml` as it is written. What it means together with the command line is in
//! `options`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{Limits, OnError, OtherItems};
use crate::finding::Rule;
use crate::finding::closest;

/// The config that is used when none is named and it is there.
pub const DEFAULT_PATH: &str = "dect-roster.toml";

/// The whole file. Every key is optional; an unknown one is an error that names it.
///
/// It has no `Debug`, for it holds the PIN and settings, which may be secret.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How to read rosters.
    pub roster: RosterSection,
    /// More headers for fields, by the name of the field.
    pub columns: BTreeMap<String, Vec<String>>,
    /// Which template.
    pub template: TemplateSection,
    /// Free keys, for the template.
    pub settings: BTreeMap<String, toml::Value>,
    /// How handsets register.
    pub registration: RegistrationSection,
    /// What a run may do.
    pub policy: PolicySection,
    /// Severities by code.
    pub rules: BTreeMap<String, Rule>,
    /// What is written besides the provisioning files, and how.
    pub output: OutputSection,
    /// How much is taken from files that strangers made.
    pub limits: Limits,
}

/// `[roster]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RosterSection {
    /// The sheets of workbooks to read.
    pub sheets: Vec<String>,
    /// The delimiter of text files, one character.
    pub delimiter: Option<String>,
    /// The encoding of text files, by its usual name.
    pub encoding: Option<String>,
    /// The fields whose empty cells take the value above.
    pub fill_down: Vec<String>,
}

/// `[template]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TemplateSection {
    /// A built-in template.
    pub name: Option<String>,
    /// A file, relative to the config.
    pub file: Option<PathBuf>,
}

/// `[registration]`
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegistrationSection {
    /// A time, `now`, or `none`.
    pub window_start: Option<String>,
    /// A duration; a bare number is seconds.
    pub window_duration: Option<TextOrNumber>,
    /// Four digits.
    pub pin: Option<String>,
    /// Whether the base makes up a PIN each time.
    pub random_pin: Option<bool>,
}

/// `[policy]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicySection {
    /// What a rejected row means for its base.
    pub on_error: Option<OnError>,
    /// A number, or a share such as `10%`.
    pub max_deregister: Option<TextOrNumber>,
    /// A number, or a share such as `10%`.
    pub max_reassign: Option<TextOrNumber>,
    /// Whether bases that no row names are disabled.
    pub retire_absent: Option<bool>,
    /// What happens to items of the files in place that the template does not write.
    pub other_items: Option<OtherItems>,
}

/// `[output]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutputSection {
    /// Report files, relative to the config.
    pub reports: Vec<PathBuf>,
    /// The mode of new files, octal digits.
    pub mode: Option<String>,
}

/// A value that people write with or without quotes.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "it must be a whole number, or a text in double quotes"
)]
pub enum TextOrNumber {
    /// In quotes.
    Text(String),
    /// Without.
    Number(u64),
}

impl TextOrNumber {
    /// The text, as if it had been written in quotes.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

impl Config {
    /// Takes the text of a config.
    ///
    /// # Errors
    /// When it is no TOML, or has a key or value that means nothing: what, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| describe(text, &error))
    }
}

/// The error in one line with its place. The reader's own display prints the line that it stands in,
/// which may hold a secret of the settings.
fn describe(text: &str, error: &toml::de::Error) -> String {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map(|before| 1 + before.matches('\n').count());
    let place = line
        .map(|line| format!("line {line}: "))
        .unwrap_or_default();
    let message = error.message();
    let shown = without_value(message);
    format!("{place}{shown}{}", cure(message).unwrap_or_default())
}

/// The message without a value of the wrong kind that it quotes, which may be a secret.
fn without_value(message: &str) -> Cow<'_, str> {
    let quotes = message.starts_with("invalid type: ") || message.starts_with("invalid value: ");
    match message.rsplit_once(", expected ").filter(|_| quotes) {
        Some((found, expected)) => {
            let kind = found.split(['`', '"']).next().unwrap_or_default();
            format!("{}, expected {expected}", kind.trim_end()).into()
        }
        None => message.into(),
    }
}

/// What to write instead, where the message allows to tell.
fn cure(message: &str) -> Option<String> {
    if message.starts_with("unknown ") {
        // The unknown name, and then those that could stand there.
        let mut names = message.split('`').skip(1).step_by(2);
        let known = closest(names.next()?, names)?;
        return Some(format!(" (did you mean `{known}`?)"));
    }
    let quotes = message.contains("leading zero") || message.ends_with("expected a string");
    let brackets = message.ends_with("expected a sequence");
    match (quotes, brackets) {
        (true, _) => Some("; put the value into double quotes".into()),
        (_, true) => Some("; put the values into square brackets: [\"…\"]".into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        describe(text, &toml::from_str::<Config>(text).err().unwrap())
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        assert!(
            error("[policy]\non_eror = \"hold\"")
                .starts_with("line 2: unknown field `on_eror`, expected")
        );
        assert!(error("[polcy]\n").starts_with("line 1: unknown field `polcy`"));
        assert!(error("[policy]\non_error = \"keep\"").contains("line 2: unknown variant `keep`"));
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_not_repeated() {
        for (text, message) in [
            (
                "settings = \"a, expected \\\"b\"",
                "line 1: invalid type: string, expected a map",
            ),
            (
                "[registration]\npin = 4711",
                "line 2: invalid type: integer, expected a string; put the value into double quotes",
            ),
        ] {
            assert_eq!(error(text), message);
        }
    }

    #[test]
    fn a_number_may_stand_without_quotes() {
        let config: Config =
            toml::from_str("[registration]\nwindow_duration = 0\n[policy]\nmax_deregister = 50")
                .unwrap();
        assert_eq!(
            config.registration.window_duration.unwrap().into_text(),
            "0"
        );
        assert_eq!(config.policy.max_deregister.unwrap().into_text(), "50");
    }
}
