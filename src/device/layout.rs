//! What the rest of the program may ask about the files of a device.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDateTime;

use super::fragments::Meaning;
use super::from::{FromError, Made};
use super::published::Published;
use super::xml::Tag;
use crate::settings::Clock;
use crate::value::{Ipui, Mac, WindowStart};

/// How the files of a device are named, written and read.
pub trait Layout: fmt::Debug + Sync {
    /// The name of the file that the base asks for.
    fn file_name(&self, mac: Mac) -> String;

    /// How many positions it has; `None` where handsets are known by their IPUIs alone.
    fn positions(&self) -> Option<usize>;

    /// Whether a file begins as those of this device do, as far as its first bytes tell.
    fn recognizes(&self, head: &[u8]) -> bool;

    /// What makes a file one of this device, as the end of "it has no …".
    fn recognized_by(&self) -> &'static str;

    /// The elements around all others.
    fn frame(&self) -> &'static [&'static str];

    /// Makes a reader for one file.
    fn reader(&self) -> Box<dyn Reader>;

    /// Guesses what a file says without reading it whole, for nothing but to render the file that the base
    /// should have if the guess is right.
    fn glance(&self, bytes: &[u8]) -> Published;

    /// What an element means to what is carried over.
    fn meaning(&self, tag: &Tag<'_>) -> Meaning;

    /// The same for two spellings of an id.
    fn key(&self, id: &str) -> String;

    /// Compares two ids, without regard to how they are spelled.
    fn compare_ids(&self, a: &str, b: &str) -> Ordering;

    /// Adds the ids that are spoken of where some are.
    fn complete(&self, keys: &mut BTreeSet<String>);

    /// Whether an item is about the registration PIN.
    fn is_pin(&self, key: &str) -> bool;

    /// Whether an item of this id is about a position or a handset.
    fn is_of_handset(&self, id: &str) -> bool;

    /// The handset that an item of this id is about, where that is known by its IPUI.
    fn handset_of(&self, id: &str) -> Option<Ipui>;

    /// The setting of the built-in template that becomes this item.
    fn setting_of(&self, id: &str) -> Option<&'static str>;

    /// Where in a rendered text the items belong that the template does not write.
    fn point(&self, text: &str) -> usize;

    /// Whether the file says which base it is for.
    fn names_its_base(&self) -> bool;

    /// What the item is called that says this of an account.
    fn item(&self, said: Said) -> &'static str;

    /// What a value means that may stand in quotes of its own.
    fn unquoted<'v>(&self, value: &'v str) -> &'v str;

    /// Makes a template of a file.
    ///
    /// # Errors
    /// When the file cannot be understood, or has something that a template cannot say.
    fn template_of(&self, bytes: &[u8]) -> Result<Made, FromError>;

    /// The start of a window as the file has it.
    fn window_start(&self, start: WindowStart, clock: Clock) -> String;

    /// The time that a file says a window starts, by the clock here.
    fn window_time(&self, text: &str, clock: Clock) -> Option<NaiveDateTime>;
}

/// What a file says about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// That it is in use.
    Active,
    /// The extension.
    Extension,
    /// The name with which it signs in.
    Login,
    /// The password.
    Password,
    /// The name that callers see.
    DisplayName,
    /// The handset.
    Handset,
    /// The handset or the extension.
    Somebody,
    /// The SIP provider.
    Provider,
    /// The name of the account.
    AccountName,
    /// The number of the mailbox.
    Voicemail,
}

/// Takes in what a file says, element by element.
pub trait Reader {
    /// An element begins.
    ///
    /// # Errors
    /// What stands there and cannot be understood, without its value.
    fn begin(&mut self, tag: &Tag<'_>, says: &mut Published) -> Result<(), String>;

    /// The innermost element ends.
    ///
    /// # Errors
    /// As [`Reader::begin`].
    fn end(&mut self, says: &mut Published) -> Result<(), String>;

    /// The file ends.
    fn finish(&mut self, says: &mut Published);
}
