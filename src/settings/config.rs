//! `dect-roster.toml`. Each value is read by its type, so what is wrong with one is said with its line;
//! `command::options` puts the values together with the command line.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;

use encoding_rs::Encoding;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{Allowance, Limits, OnError, OtherItems, Report, Start};
use crate::finding::{Rules, closest};
use crate::value::{Field, Pin, WindowDuration};

/// The config that is used when none is named and it is there.
pub const DEFAULT_PATH: &str = "dect-roster.toml";

/// The seconds within which a base notices that its IPUIs have changed. In a window that is shorter no
/// handset may get in.
const NOTICED_AFTER: u32 = 180;

/// The whole file. Every key is optional; an unknown one is an error that names it.
///
/// It has no `Debug`, for it holds the PIN and settings, which may be secret.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How to read rosters.
    pub roster: RosterSection,
    /// More headers, each with the field that it means.
    #[serde(deserialize_with = "columns")]
    pub columns: Vec<(String, Field)>,
    /// Which template.
    #[serde(deserialize_with = "template")]
    pub template: TemplateSection,
    /// Free keys, for the template.
    pub settings: BTreeMap<String, toml::Value>,
    /// How handsets register.
    #[serde(deserialize_with = "registration")]
    pub registration: RegistrationSection,
    /// What a run may do.
    pub policy: PolicySection,
    /// Severities by code.
    #[serde(deserialize_with = "rules")]
    pub rules: Rules,
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
    #[serde(deserialize_with = "list")]
    pub sheets: Vec<String>,
    /// The delimiter of text files, an ASCII character.
    #[serde(deserialize_with = "delimiter")]
    pub delimiter: Option<u8>,
    /// The encoding of text files.
    #[serde(deserialize_with = "encoding")]
    pub encoding: Option<&'static Encoding>,
    /// The fields whose empty cells take the value above.
    #[serde(deserialize_with = "fields_to_fill")]
    pub fill_down: Vec<Field>,
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
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegistrationSection {
    /// When the window opens.
    #[serde(deserialize_with = "start")]
    pub window_start: Option<Start>,
    /// How long it stays open.
    #[serde(deserialize_with = "duration")]
    pub window_duration: Option<WindowDuration>,
    /// The PIN.
    #[serde(deserialize_with = "pin")]
    pub pin: Option<Pin>,
    /// Whether the base makes up a PIN each time.
    pub random_pin: bool,
}

/// `[policy]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicySection {
    /// What a rejected row means for its base.
    pub on_error: OnError,
    /// How many handsets a run may de-register.
    #[serde(deserialize_with = "allowance")]
    pub max_deregister: Allowance,
    /// How many handsets a run may give to another extension.
    #[serde(deserialize_with = "allowance")]
    pub max_reassign: Allowance,
    /// Whether bases that no row names are disabled.
    pub retire_absent: bool,
    /// What happens to items of the files in place that the template does not write.
    pub other_items: OtherItems,
}

/// `[output]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutputSection {
    /// Report files, relative to the config.
    #[serde(deserialize_with = "reports")]
    pub reports: Vec<Report>,
    /// The mode of new files.
    #[serde(deserialize_with = "mode")]
    pub mode: Option<u32>,
}

/// A value that people write with or without quotes.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write a whole number, or a text in double quotes"
)]
enum TextOrNumber {
    Text(String),
    Number(u64),
}

/// Says how to write a text, where the reader would only name the types, and quote the value.
#[derive(Deserialize)]
#[serde(untagged, expecting = "put the value into double quotes")]
enum Text {
    Text(String),
}

/// The same for several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "put the values into square brackets: [\"…\"]")]
enum List {
    List(Vec<String>),
}

fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    List::deserialize(from).map(|List::List(list)| list)
}

/// Reads a text as what `parse` makes of it.
fn text<'de, D: Deserializer<'de>, T, E: Display>(
    from: D,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, D::Error> {
    let Text::Text(text) = Text::deserialize(from)?;
    parse(&text).map(Some).map_err(D::Error::custom)
}

/// The same of a text or a number, as if that had quotes.
fn text_or_number<'de, D: Deserializer<'de>, T, E: Display>(
    from: D,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    let text = match TextOrNumber::deserialize(from)? {
        TextOrNumber::Text(text) => text,
        TextOrNumber::Number(number) => number.to_string(),
    };
    parse(&text).map_err(D::Error::custom)
}

fn columns<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, Field)>, D::Error> {
    let mut columns = Vec::new();
    for (name, List::List(headers)) in BTreeMap::<String, List>::deserialize(from)? {
        let field = field(&name).map_err(D::Error::custom)?;
        columns.extend(headers.into_iter().map(|header| (header, field)));
    }
    Ok(columns)
}

fn delimiter<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
    text(from, |text| match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [byte]) => Ok(*byte),
        _ => Err("write a single character such as \";\", or \"tab\""),
    })
}

fn encoding<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'static Encoding>, D::Error> {
    text(from, |label| {
        Encoding::for_label(label.as_bytes())
            .ok_or("this encoding is unknown; try \"utf-8\" or \"windows-1252\"")
    })
}

fn fields_to_fill<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Field>, D::Error> {
    let names = list(from)?;
    let fields = names.iter().map(|name| fill_down(name));
    fields.collect::<Result<_, _>>().map_err(D::Error::custom)
}

fn template<'de, D: Deserializer<'de>>(from: D) -> Result<TemplateSection, D::Error> {
    match TemplateSection::deserialize(from)? {
        TemplateSection {
            name: Some(_),
            file: Some(_),
        } => Err(D::Error::custom(
            "it has both name and file; only one can be used",
        )),
        section => Ok(section),
    }
}

fn registration<'de, D: Deserializer<'de>>(from: D) -> Result<RegistrationSection, D::Error> {
    let section = RegistrationSection::deserialize(from)?;
    if section.pin.is_some() && section.random_pin {
        return Err(D::Error::custom("pin and random_pin exclude each other"));
    }
    Ok(section)
}

fn start<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Start>, D::Error> {
    text(from, str::parse)
}

fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<WindowDuration>, D::Error> {
    text_or_number(from, window_duration).map(Some)
}

fn pin<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Pin>, D::Error> {
    text(from, str::parse)
}

fn allowance<'de, D: Deserializer<'de>>(from: D) -> Result<Allowance, D::Error> {
    text_or_number(from, str::parse)
}

fn rules<'de, D: Deserializer<'de>>(from: D) -> Result<Rules, D::Error> {
    Rules::new(BTreeMap::deserialize(from)?).map_err(D::Error::custom)
}

fn reports<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Report>, D::Error> {
    let report = |path: String| {
        Report::new(PathBuf::from(&path)).map_err(|error| format!("{path}: {error}"))
    };
    let reports = list(from)?.into_iter().map(report);
    reports.collect::<Result<_, _>>().map_err(D::Error::custom)
}

fn mode<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    text(from, |text| {
        u32::from_str_radix(text, 8)
            .ok()
            .filter(|mode| *mode <= 0o777 && mode & 0o600 == 0o600)
            .ok_or("write a file mode such as \"0640\" that its owner can write")
    })
}

/// The field of a name, or what is wrong with the name.
fn field(name: &str) -> Result<Field, String> {
    Field::from_name(name).ok_or_else(|| {
        let known = Field::ALL.map(Field::name);
        let similar = closest(name, known)
            .map(|known| format!(" (did you mean `{known}`?)"))
            .unwrap_or_default();
        format!(
            "there is no field `{name}`{similar}; the fields are {}",
            known.join(", ")
        )
    })
}

/// A field to fill down. What each handset has for itself would be in two rows then.
pub(crate) fn fill_down(name: &str) -> Result<Field, String> {
    match field(name)? {
        own @ (Field::Extension | Field::Ipui | Field::Position | Field::Password) => Err(format!(
            "each row needs {own} for itself; fill in the cells"
        )),
        shared => Ok(shared),
    }
}

/// How long a window stays open. A short time is taken with its unit only: then it is meant, also for a
/// test at the desk.
pub(crate) fn window_duration(text: &str) -> Result<WindowDuration, String> {
    if let Some(seconds) = short_duration(text) {
        return Err(format!(
            "this is {seconds} seconds, and a base may take {NOTICED_AFTER} to notice a new handset; \
             write the unit, such as {seconds}h or {seconds}d, or 0 for ever"
        ));
    }
    text.parse().map_err(|error| format!("{error}"))
}

/// The number of a duration without a unit that is over before a base notices it.
pub(crate) fn short_duration(text: &str) -> Option<u32> {
    let seconds = text.trim().parse().ok()?;
    (1..NOTICED_AFTER).contains(&seconds).then_some(seconds)
}

impl Config {
    /// Takes the text of a config.
    ///
    /// # Errors
    /// When it is no TOML, or has a key or value that means nothing: what, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| describe(text, error))
    }
}

/// The error in one line with its place. The reader's own display prints the line that it is in, which
/// may hold a secret of the settings.
fn describe(text: &str, mut error: toml::de::Error) -> String {
    let rest = error
        .span()
        .and_then(|span| text.split_at_checked(span.start));
    let line = rest.map_or(String::new(), |(before, _)| {
        format!("line {}: ", 1 + before.matches('\n').count())
    });
    // Without the text, its display is the message and the key.
    error.set_input(None);
    let shown = error.to_string();
    let key = shown.trim_end().rsplit_once("\nin `");
    let key = key.and_then(|(_, key)| key.strip_suffix('`'));
    let key = key.map_or(String::new(), |key| match key.split_once('.') {
        Some((section, key)) => format!("[{section}] {key}: "),
        None => format!("[{key}]: "),
    });
    let quotes = match rest {
        Some((_, value)) if value.starts_with('0') => "; put the value into double quotes",
        _ => "",
    };
    format!("{line}{key}{}{quotes}", without_value(error.message()))
}

/// The message without a value of the wrong kind that it quotes, which may be a secret.
fn without_value(message: &str) -> String {
    if message.starts_with("unknown variant ")
        && let Some((_, expected)) = message.rsplit_once(", expected ")
    {
        let expected = expected.strip_prefix("one of ").unwrap_or(expected);
        return format!("the value must be one of {expected}");
    }
    let quotes = message.starts_with("invalid type: ") || message.starts_with("invalid value: ");
    match message.rsplit_once(", expected ").filter(|_| quotes) {
        Some((_, "u64" | "usize")) => "the value must be a whole number, and not below 0".into(),
        Some((_, expected)) => format!("the value must be {expected}"),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Config::parse(text).err().unwrap()
    }

    #[test]
    fn an_error_names_its_line_and_key() {
        for (text, message) in [
            (
                "\n[policy]\nmax_reassign = 1.5",
                "line 3: [policy] max_reassign: write a whole number, or a text in double quotes",
            ),
            (
                "[rules]\nmissing-upui = \"off\"",
                "line 1: [rules]: there is no code `missing-upui` (did you mean `missing-ipui`?); \
                 `dect-roster explain` lists all codes",
            ),
            (
                "[roster]\nsheets = \"North\"",
                "line 2: [roster] sheets: put the values into square brackets: [\"…\"]",
            ),
        ] {
            assert_eq!(error(text), message);
        }
        let unknown = error("[policy]\non_eror = \"hold\"");
        assert!(
            unknown.starts_with("line 2: [policy]: unknown field `on_eror`, expected"),
            "{unknown}"
        );
        assert!(error("[polcy]\n").starts_with("line 1: unknown field `polcy`"));
        assert!(
            error("[policy]\non_error = \"keep\"")
                .ends_with("the value must be one of `hold`, `skip`, `abort`")
        );
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_not_repeated() {
        for (text, message) in [
            (
                "settings = \"a, expected \\\"b\"",
                "line 1: [settings]: the value must be a map",
            ),
            (
                "[registration]\npin = 4711",
                "line 2: [registration] pin: put the value into double quotes",
            ),
            (
                "[registration]\npin = 0000",
                "line 2: unexpected leading zero, expected nothing; put the value into double quotes",
            ),
            (
                "[registration]\npin = \"hunter\"",
                "line 2: [registration] pin: a PIN is four digits, for example 0000",
            ),
            (
                "[registration]\nrandom_pin = \"4711\"",
                "line 2: [registration] random_pin: the value must be a boolean",
            ),
        ] {
            assert_eq!(error(text), message);
        }
    }

    #[test]
    fn a_number_needs_no_quotes() {
        let text = "[registration]\nwindow_duration = 0\n[policy]\nmax_deregister = 50";
        let config = Config::parse(text).unwrap();
        assert_eq!(config.registration.window_duration.unwrap().seconds(), 0);
        assert_eq!(config.policy.max_deregister, Allowance::Number(50));
    }
}
