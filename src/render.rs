//! A page -> the bytes of its file, through the template, and back: what the file says is read by
//! the reader of the next run before anything is replaced.

mod context;
mod encode;
mod probe;
mod verify;

pub use probe::{SettingsRead, settings_read};

use std::collections::BTreeMap;

use minijinja::Value;
use minijinja::value::Serde;
use thiserror::Error;

use crate::page::Page;
use crate::published::{self, Published};
use crate::roster::Roster;
use crate::template::{Template, TemplateError};
use crate::value::{Pin, Wiped};

/// How handsets are let in by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationPin {
    /// Everybody types these four digits.
    Fixed(Pin),
    /// The base makes a new one up each time.
    Random,
}

/// Renders pages with one template and one set of settings. It has no `Debug`, for settings may be
/// secret.
pub struct Renderer<'a> {
    template: &'a Template,
    roster: &'a Roster,
    settings: Value,
    pin: Option<RegistrationPin>,
}

/// A rendered file: its bytes, and what they say.
#[derive(Debug)]
pub struct Rendered {
    /// The file.
    pub bytes: Wiped<Vec<u8>>,
    /// What the next run will read in it.
    pub says: Published,
}

impl<'a> Renderer<'a> {
    /// Prepares to render.
    #[must_use]
    pub fn new(
        template: &'a Template,
        roster: &'a Roster,
        settings: &BTreeMap<String, toml::Value>,
        pin: Option<RegistrationPin>,
    ) -> Self {
        Self {
            template,
            roster,
            settings: Value::from(Serde(settings)),
            pin,
        }
    }

    /// Renders a page and reads the result back.
    ///
    /// # Errors
    /// When the template fails, names an encoding that cannot be written, or gives a file that does
    /// not say what the page says.
    pub fn render(&self, page: &Page<'_>) -> Result<Rendered, RenderError> {
        read_back(page, self.bytes(page)?)
    }

    /// Renders a page, unless the file in place has the very same bytes: that one has been read
    /// already, and only has to say what the page says.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn render_unless_same(
        &self,
        page: &Page<'_>,
        in_place: &[u8],
        says: &Published,
    ) -> Result<Option<Rendered>, RenderError> {
        let bytes = self.bytes(page)?;
        if *bytes == in_place {
            verify::says_what_was_planned(page, says).map_err(RenderError::Mismatch)?;
            return Ok(None);
        }
        read_back(page, bytes).map(Some)
    }

    /// Whether the file of the page has just these bytes.
    #[must_use]
    pub fn renders_to(&self, page: &Page<'_>, bytes: &[u8]) -> bool {
        self.bytes(page).is_ok_and(|rendered| *rendered == bytes)
    }

    fn bytes(&self, page: &Page<'_>) -> Result<Wiped<Vec<u8>>, RenderError> {
        let text =
            self.template
                .render(context::of(page, self.roster, &self.settings, self.pin))?;
        if may_be_forbidden(&text)
            && let Some(c) = text.chars().find(|c| !is_xml(*c))
        {
            return Err(RenderError::Character(c));
        }
        encode::in_declared_encoding(text).map_err(|encoding| {
            let name = self.template.name().to_owned();
            TemplateError::Encoding { name, encoding }.into()
        })
    }
}

/// Reads a rendered file as the next run will, and compares it with its page.
fn read_back(page: &Page<'_>, bytes: Wiped<Vec<u8>>) -> Result<Rendered, RenderError> {
    let says = published::read(&bytes).map_err(|error| RenderError::Mismatch(error.to_string()))?;
    verify::says_what_was_planned(page, &says).map_err(RenderError::Mismatch)?;
    Ok(Rendered { bytes, says })
}

/// Whether a byte of the text can be part of a character that [`is_xml`] refuses. Nearly no file has
/// one, and without an end in the middle the loop takes many bytes at a time.
fn may_be_forbidden(text: &str) -> bool {
    let suspect = |byte: u8| (byte < b' ' && byte != b'\n') || byte == 0xEF;
    text.bytes()
        .fold(false, |found, byte| found | suspect(byte))
}

/// Whether XML 1.0 has a place for the character. The values of known columns were checked when they
/// were read; those of other columns, of settings and of the template itself were not, and the
/// reader that reads the file back is more lenient than a base.
fn is_xml(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        c => c >= ' ',
    }
}

/// Why a page could not be turned into a file.
#[derive(Debug, Error)]
pub enum RenderError {
    /// The template failed.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The base has too few positions for its rows and what must stay.
    #[error("the base has too few positions")]
    Full,
    /// A setting, a column without a meaning of its own, or the template has a character that no
    /// file can hold.
    #[error("it has the character U+{:04X}, which a provisioning file cannot hold", u32::from(*.0))]
    Character(char),
    /// The file, read back, says something else than was planned.
    #[error("{0}")]
    Mismatch(String),
}
