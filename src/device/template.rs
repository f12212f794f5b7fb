//! The templates: the built-in ones and those from a file.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use thiserror::Error;

use crate::device::{DEVICES, Device};
use crate::finding::closest;
use crate::settings::TemplateChoice;
use crate::settings::{Limits, MB};
use crate::store::read;

pub(crate) mod escape;
pub(crate) mod names;
mod nesting;

/// The device whose template has this name. Each device has one.
#[must_use]
pub fn built_in(name: &str) -> Option<&'static Device> {
    DEVICES.iter().find(|device| device.name == name)
}

/// A compiled template.
#[derive(Debug)]
pub struct Template {
    name: String,
    /// The device that it is for, or one whose files are written likewise.
    device: &'static Device,
    environment: Environment<'static>,
    limits: Limits,
    /// Whether it says what a built-in template says.
    is_built_in: bool,
}

impl Template {
    /// Reads and compiles the template.
    ///
    /// # Errors
    /// When the file cannot be read or the template has a syntax error.
    pub fn load(choice: &TemplateChoice, limits: Limits) -> Result<Self, TemplateError> {
        match choice {
            TemplateChoice::BuiltIn(name) => {
                let device = built_in(name).ok_or_else(|| TemplateError::Unknown(name.clone()))?;
                Self::of(device, limits)
            }
            TemplateChoice::File(path) => {
                let shown = path.display().to_string();
                let source = read::read_small(path).map_err(|source| TemplateError::Io {
                    path: path.clone(),
                    source,
                })?;
                // Some editors put a byte order mark first. In the file it would stand before the
                // XML declaration, which then is none.
                let source = source.strip_prefix("\u{feff}").unwrap_or(&source);
                let mut template = Template::compile(&shown, source, limits)?;
                // Counting takes a twentieth of the time, and the built-in ones are known to end.
                template.environment.set_fuel(Some(limits.template_steps));
                Ok(template)
            }
        }
    }

    /// The built-in template of a device.
    ///
    /// # Errors
    /// When it has a syntax error.
    pub fn of(device: &'static Device, limits: Limits) -> Result<Self, TemplateError> {
        let template = Self::compile(device.name, device.template, limits)?;
        Ok(Self { device, ..template })
    }

    pub(crate) fn compile(name: &str, source: &str, limits: Limits) -> Result<Self, TemplateError> {
        if let Some(line) = nesting::too_deep(source) {
            let what = "this expression is too long";
            let help = "put its parts into variables with {% set %}";
            return Err(TemplateError::wrong(name, Some(line), what, help));
        }
        let mut environment = Environment::new();
        // Its feature is there for the place of an error in the template; the mode would keep values.
        environment.set_debug(false);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("xml".into()));
        environment.set_formatter(escape::write_escaped);
        let located = |error: minijinja::Error| TemplateError::located(name, source, &error);
        environment.set_syntax(syntax().map_err(located)?);
        environment
            .add_template_owned(name.to_owned(), source.to_owned())
            .map_err(located)?;
        Ok(Self {
            name: name.to_owned(),
            device: Device::recognized(source.as_bytes()).unwrap_or(Device::DEFAULT),
            environment,
            limits,
            is_built_in: DEVICES.iter().any(|device| device.template == source),
        })
    }

    /// Whether it says what a built-in template says.
    pub(crate) fn is_built_in(&self) -> bool {
        self.is_built_in
    }

    /// The device that it is for, or one whose files are written likewise.
    #[must_use]
    pub fn device(&self) -> &'static Device {
        self.device
    }

    /// Its name, or the path of its file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The template as it is written.
    #[must_use]
    pub fn source(&self) -> String {
        let mut templates = self.environment.templates();
        let source = templates
            .next()
            .map(|(_, template)| template.source().to_owned());
        source.unwrap_or_default()
    }

    /// The settings that the template reads by a name written in it, and whether it also reads some in
    /// another way.
    pub(crate) fn settings_by_name(&self) -> (BTreeSet<String>, bool) {
        let mut names = subscripts(&self.source());
        let mut in_other_ways = false;
        for (_, template) in self.environment.templates() {
            for variable in template.undeclared_variables(true) {
                match variable.strip_prefix("settings") {
                    Some("") => in_other_ways = true,
                    Some(rest) => names.extend(
                        rest.strip_prefix('.')
                            .and_then(|rest| rest.split('.').next())
                            .map(str::to_owned),
                    ),
                    None => {}
                }
            }
        }
        (names, in_other_ways)
    }

    /// How many MB a file may have.
    pub(crate) fn most_megabytes(&self) -> u64 {
        self.limits.provisioning_file_mb
    }

    /// Whether a file has more MB than it may have.
    pub(crate) fn is_too_large(&self, file: &str) -> bool {
        file.len() as u64 > self.most_megabytes().saturating_mul(MB)
    }

    /// Renders the template into text, which is not yet in the encoding that it declares.
    ///
    /// # Errors
    /// When the template uses a name that is not defined, goes beyond the limits, or fails in another
    /// way.
    pub(crate) fn render(&self, context: Value) -> Result<String, TemplateError> {
        let template = self
            .environment
            .get_template(&self.name)
            .map_err(|error| TemplateError::located(&self.name, "", &error))?;
        let file = template
            .render(context)
            .map_err(|error| match error.kind() {
                ErrorKind::OutOfFuel => TemplateError::TooManySteps {
                    name: self.name.clone(),
                    most: self.limits.template_steps,
                },
                _ => TemplateError::located(&self.name, template.source(), &error),
            })?;
        // Its steps have kept it from getting far larger: 64 bytes are one.
        if self.is_too_large(&file) {
            let most = self.limits.provisioning_file_mb;
            let what = format!("it makes a file of more than {most} MB");
            let help = "look for a loop that takes too many turns, or raise the limit: \
                        provisioning_file_mb under [limits] in dect-roster.toml";
            return Err(TemplateError::wrong(&self.name, None, what, help));
        }
        Ok(file)
    }
}

/// The syntax of all templates: a line with nothing but a block leaves no empty line behind.
pub(crate) fn syntax() -> Result<SyntaxConfig, minijinja::Error> {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
}

/// The names in `settings["name"]`.
fn subscripts(source: &str) -> BTreeSet<String> {
    source
        .split("settings[")
        .skip(1)
        .filter_map(|rest| {
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (name, _) = rest[1..].split_once(quote)?;
            Some(name.to_owned())
        })
        .collect()
}

/// Why a template cannot be used.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// No built-in template has this name.
    #[error(
        "there is no built-in template {0:?}{like}; `dect-roster template list` names them. A file needs its path, such as ./{0}.xml",
        like = similar(.0)
    )]
    Unknown(String),
    /// The file cannot be read.
    #[error("cannot read the template {}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It takes more steps for one file than the limits allow.
    #[error("{name}: it takes more than {most} steps for one file")]
    TooManySteps {
        /// The template.
        name: String,
        /// The limit.
        most: u64,
    },
    /// The template is wrong at a line, or uses what is not there.
    #[error("{name}{}: {what}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
    Wrong {
        /// The template.
        name: String,
        /// The line, from 1, where it is known.
        line: Option<usize>,
        /// What is wrong. It never holds a value, for that might be a password.
        what: String,
        /// What to do about it.
        help: Option<&'static str>,
    },
}

impl From<TemplateError> for crate::error::Error {
    fn from(error: TemplateError) -> Self {
        Self::Unusable {
            help: error.help().map(str::to_owned),
            error: Box::new(error),
        }
    }
}

impl TemplateError {
    fn wrong(name: &str, line: Option<usize>, what: impl Into<String>, help: &'static str) -> Self {
        Self::Wrong {
            name: name.to_owned(),
            line,
            what: what.into(),
            help: Some(help),
        }
    }

    /// The template declares an encoding that cannot be written.
    pub(super) fn encoding(name: &str, encoding: &str) -> Self {
        let what =
            format!("the XML declaration names the encoding {encoding}, which cannot be written");
        Self::wrong(
            name,
            None,
            what,
            "declare UTF-8, ISO-8859-1 or windows-1252",
        )
    }

    fn located(name: &str, source: &str, error: &minijinja::Error) -> Self {
        let kind = error.kind();
        // The detail of other kinds may quote a value.
        let what = match (kind, error.detail()) {
            (ErrorKind::UndefinedError, _) => format!("{kind}{}", undefined(source, error)),
            (
                ErrorKind::SyntaxError
                | ErrorKind::UnknownFilter
                | ErrorKind::UnknownFunction
                | ErrorKind::UnknownTest,
                Some(detail),
            ) => format!("{kind}: {detail}"),
            (_, Some(escape::TOO_LARGE)) => escape::TOO_LARGE.to_owned(),
            _ => kind.to_string(),
        };
        Self::Wrong {
            name: name.to_owned(),
            line: error.line(),
            what,
            help: match kind {
                ErrorKind::UndefinedError => Some(
                    "correct the name; where there need not be a value, ask first: \
                     {% if NAME is defined %}",
                ),
                ErrorKind::SyntaxError => Some(
                    "correct the template there; each {% if %} needs its {% endif %}, and each \
                     {% for %} its {% endfor %}",
                ),
                _ => None,
            },
        }
    }

    /// What to do about it, where that can be said.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Io { source, .. } if source.kind() == std::io::ErrorKind::InvalidData => Some(
                "save the template as UTF-8; the files are written in the encoding that its XML \
                 declaration names",
            ),
            Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Some("check the path for typing errors")
            }
            Self::TooManySteps { .. } => Some(
                "look for a loop that takes too many turns, or raise the limit: template_steps under \
                 [limits] in dect-roster.toml",
            ),
            Self::Wrong { help, .. } => *help,
            Self::Io { .. } | Self::Unknown(_) => None,
        }
    }
}

/// The name that is not defined, as the template writes it, and the one that may be meant. An
/// expression that is more than a name is not shown: the template may have a password in it.
fn undefined(source: &str, error: &minijinja::Error) -> String {
    let is_name = |text: &&str| {
        text.chars()
            .all(|c| c.is_alphanumeric() || "_.[]\"' -".contains(c))
    };
    let name = error
        .range()
        .and_then(|range| source.get(range))
        .filter(is_name);
    let Some(name) = name else {
        return String::new();
    };
    let last = name.rsplit('.').next().unwrap_or(name);
    let hint = closest(last, names::OTHERS.iter().chain(&names::HANDSET).copied())
        .filter(|known| *known != last && !last.contains('['))
        .map(|known| format!(" (did you mean `{known}`?)"));
    format!(" `{name}`{}", hint.unwrap_or_default())
}

fn similar(name: &str) -> String {
    closest(name, DEVICES.iter().map(|device| device.name))
        .map(|known| format!(" (did you mean `{known}`?)"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(source: &str) -> Result<Template, TemplateError> {
        Template::compile("t", source, Limits::default())
    }

    #[test]
    fn every_built_in_template_compiles() {
        for template in &DEVICES {
            assert_eq!(
                Template::load(
                    &TemplateChoice::BuiltIn(template.name.into()),
                    Limits::default()
                )
                .unwrap()
                .name(),
                template.name
            );
        }
        assert!(built_in(Device::DEFAULT.name).is_some());
    }

    #[test]
    fn values_cannot_become_markup() {
        let template = compiled("<a b='{{ value }}'/>").unwrap();
        let context = minijinja::context! { value => "<'\"&>/" };
        assert_eq!(
            template.render(context).unwrap(),
            "<a b='&lt;&apos;&quot;&amp;&gt;/'/>"
        );
    }

    #[test]
    fn an_undefined_name_is_an_error_with_its_line() {
        let template = compiled("<a>\n{{ nothing }}\n</a>").unwrap();
        let error = template
            .render(minijinja::context! {})
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("t:2: undefined value"), "{error}");
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        let error = compiled("\n{% if %}").map(|_| ()).unwrap_err().to_string();
        assert!(error.starts_with("t:2: syntax error"), "{error}");
    }

    #[test]
    fn an_unknown_name_is_refused() {
        let unknown = TemplateChoice::from("n270");
        assert!(matches!(
            Template::load(&unknown, Limits::default()),
            Err(TemplateError::Unknown(_))
        ));
    }
}
