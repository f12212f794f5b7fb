//! A page -> the bytes of its file, through the template, and back: what the file says is read by
//! the reader of the next run before anything is replaced.

mod carry;
mod context;
mod encode;
mod pieces;
mod probe;
mod verify;

pub use probe::{SettingsRead, settings_read};

use std::borrow::Cow;
use std::collections::BTreeMap;

use minijinja::Value;
use minijinja::value::Serde;
use thiserror::Error;

use pieces::Pieces;

use crate::device;
use crate::device::fragments::Fragment;
use crate::device::page::Page;
use crate::device::published::Published;
use crate::device::template::{Template, TemplateError};
use crate::roster::Roster;
use crate::settings::MB;
use crate::settings::RegistrationPin;

/// Renders pages with one template and one set of settings. It has no `Debug`, for settings may be
/// secret.
pub struct Renderer<'a> {
    template: &'a Template,
    roster: &'a Roster,
    settings: Value,
    pin: Option<RegistrationPin>,
    /// Those of a built-in template, which write the same as it does in less time.
    pieces: Option<Pieces<'a>>,
}

/// A rendered file: its bytes, and what they say. Not `Debug`: the bytes hold passwords.
pub struct Rendered {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the next run will read in it.
    pub says: Published,
    /// The items and elements of the file in place that it does not have.
    pub lost: Vec<String>,
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
        let values = Value::from(Serde(settings));
        Self {
            template,
            roster,
            pieces: Pieces::of(template, settings, &values, pin),
            settings: values,
            pin,
        }
    }

    /// Renders a page and reads the result back.
    ///
    /// # Errors
    /// When the template fails, names an encoding that cannot be written, or gives a file that does
    /// not say what the page says.
    pub fn render(&self, page: &Page<'_>) -> Result<Rendered, RenderError> {
        self.file(page)?.read_back(page)
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
        let file = self.file(page)?;
        if file.bytes == in_place {
            verify::says_what_was_planned(page, says).map_err(RenderError::Mismatch)?;
            return Ok(None);
        }
        file.read_back(page).map(Some)
    }

    /// Whether the file of the page has just these bytes, but for items of the file in place that would
    /// be carried over to their place again, where any are.
    #[must_use]
    pub fn renders_to(&self, page: &Page<'_>, bytes: &[u8], carries: bool) -> bool {
        let Ok(text) = self.text(page) else {
            return false;
        };
        let Ok(rendered) = self.encoded(&text) else {
            return false;
        };
        if *rendered == *bytes || !carries {
            return *rendered == *bytes;
        }
        let before = text.get(..page.layout.point(&text)).unwrap_or_default();
        let Ok(head) = self.encoded(before) else {
            return false;
        };
        let Some(tail) = rendered.strip_prefix(&*head) else {
            return false;
        };
        let middle = bytes
            .strip_prefix(&*head)
            .and_then(|rest| rest.strip_suffix(tail));
        let stays = |fragment: Fragment<'_>| self.pin.is_none() || !fragment.is_pin();
        middle.is_some_and(|middle| carry::is_carried(middle, bytes, before, page.layout, stays))
    }

    /// What the template makes of a page.
    fn text(&self, page: &Page<'_>) -> Result<String, RenderError> {
        let by_engine = || {
            let context = context::of(page, self.roster, &self.settings, self.pin);
            self.template.render(context)
        };
        let text = self.pieces.as_ref().and_then(|pieces| pieces.text(page));
        debug_assert!(
            text.as_ref()
                .is_none_or(|text| by_engine().is_ok_and(|other| *text == other)),
            "the pieces of a template write what the engine writes"
        );
        match text {
            // If it is too large the engine says so.
            Some(text) if !self.template.is_too_large(&text) => Ok(text),
            _ => Ok(by_engine()?),
        }
    }

    /// The file of a page.
    fn file<'p>(&self, page: &Page<'p>) -> Result<File<'p>, RenderError> {
        let merged = carry::merge(self.text(page)?, page)?;
        let bytes = self.encoded(&merged.text)?.into_owned();
        let most = self.template.most_megabytes();
        if bytes.len() as u64 > most.saturating_mul(MB) {
            let what = format!("with the items of the present file it has more than {most} MB");
            return Err(RenderError::Mismatch(what));
        }
        Ok(File {
            bytes,
            carried: merged.carried,
            lost: merged.lost,
        })
    }

    fn encoded<'t>(&self, text: &'t str) -> Result<Cow<'t, [u8]>, RenderError> {
        encoded(self.template, text)
    }
}

fn encoded<'t>(template: &Template, text: &'t str) -> Result<Cow<'t, [u8]>, RenderError> {
    if may_be_forbidden(text)
        && let Some(c) = text.chars().find(|c| !is_xml(*c))
    {
        return Err(RenderError::Character(c));
    }
    encode::in_declared_encoding(text)
        .map_err(|encoding| TemplateError::encoding(template.name(), &encoding).into())
}

/// What the file of a page says that came from no roster.
pub(crate) fn without_roster(
    template: &Template,
    page: &Page<'_>,
) -> Result<Published, RenderError> {
    let settings = Value::from_pairs(std::iter::empty::<(String, Value)>());
    let context = context::with_extra(page, |_| Value::UNDEFINED, &settings, None);
    let file = File {
        bytes: encoded(template, &template.render(context)?)?.into_owned(),
        carried: Vec::new(),
        lost: Vec::new(),
    };
    Ok(file.read_back(page)?.says)
}

/// A file that nobody has read back yet.
struct File<'p> {
    bytes: Vec<u8>,
    carried: Vec<Fragment<'p>>,
    lost: Vec<Fragment<'p>>,
}

impl File<'_> {
    /// Reads the file as the next run will, and compares it with its page.
    fn read_back(self, page: &Page<'_>) -> Result<Rendered, RenderError> {
        let mismatch = |error: device::ReadError| RenderError::Mismatch(error.to_string());
        let (mut says, fragments) = if self.carried.is_empty() {
            let says = device::reader::read(page.layout, &self.bytes).map_err(mismatch)?;
            (says, None)
        } else {
            let read = device::reader::read_with_fragments(page.layout, &self.bytes);
            let (says, fragments) = read.map_err(mismatch)?;
            (says, Some(fragments))
        };
        let planned = page.slots.iter();
        says.arrange(planned.filter_map(|slot| Some((slot.position, slot.ipui()?))));
        verify::says_what_was_planned(page, &says)
            .and_then(|()| match &fragments {
                Some(fragments) => carry::verify(&self.carried, page, fragments),
                None => Ok(()),
            })
            .map_err(RenderError::Mismatch)?;
        Ok(Rendered {
            bytes: self.bytes,
            says,
            lost: self
                .lost
                .iter()
                .map(|lost| lost.shown().to_owned())
                .collect(),
        })
    }
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
