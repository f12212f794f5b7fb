//! What a base's file says, and the file from what it is to say.
//!
//! Each device has a room of its own: [`n720`] and [`n870`]. A room knows how the files of its device are
//! named, read and recognized, which of their items mean what, and has its template. The rest, pages,
//! templates, rendering, what is carried over, is the same for all and asks the room through [`Layout`]. Other
//! rooms use `published`, and do not ask which device it is.

mod fragments;
pub mod from;
pub mod layout;
pub mod n720;
pub mod n870;
pub mod page;
pub mod published;
mod reader;
pub mod render;
pub mod setting;
pub mod template;
mod xml;

pub use fragments::{Fragment, Fragments, Owner};
pub use layout::{Layout, Said};
pub use xml::ReadError;
pub(crate) use xml::shown_id;

use std::fmt;

use n720::N720;
use n870::N870;
use published::Published;

/// A device that provisioning files are for.
#[derive(Clone, Copy)]
pub struct Device {
    /// Its name in bases tables, and that of its template on the command line.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// How many handsets it takes.
    pub capacity: usize,
    /// Its template.
    pub template: &'static str,
    /// How its files are written.
    pub layout: &'static dyn Layout,
}

/// Every device, the one that is meant where nothing else is said first. Another goes here.
pub static DEVICES: [Device; 5] = [
    Device {
        name: "n720",
        about: "Gigaset N720 DECT manager, firmware 108 or later",
        capacity: n720::POSITIONS,
        template: n720::TEMPLATE,
        layout: &N720,
    },
    of_family("n870", "Gigaset N870 IP PRO, as all-in-one", 250),
    of_family("n770", "Gigaset N770 IP PRO, as all-in-one", 100),
    of_family("n670", "Gigaset N670 IP PRO", 20),
    of_family("n610", "Gigaset N610 IP PRO", 8),
];

const fn of_family(name: &'static str, about: &'static str, capacity: usize) -> Device {
    Device {
        name,
        about,
        capacity,
        template: n870::TEMPLATE,
        layout: &N870,
    }
}

impl Device {
    /// The device that is meant where nothing else is said.
    pub const DEFAULT: &'static Self = &DEVICES[0];

    /// The device of this name, in any letter case, with or without the words around it on a label.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        let known = |word: &str| DEVICES.iter().find(|device| device.name == word);
        words.find_map(known)
    }

    /// Reads a provisioning file, its own or hand-made.
    ///
    /// # Errors
    /// When the file is no whole XML document, or an item that decides about handsets cannot be understood.
    pub fn read(&self, bytes: &[u8]) -> Result<Published, ReadError> {
        reader::read(self.layout, bytes)
    }

    /// Reads a provisioning file, and finds everything in it that is about no account.
    ///
    /// # Errors
    /// As [`Device::read`].
    pub fn read_with_fragments(&self, bytes: &[u8]) -> Result<(Published, Fragments), ReadError> {
        reader::read_with_fragments(self.layout, bytes)
    }

    /// Whether the files of another device are written like those of this one.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.layout.frame() == other.layout.frame()
    }

    /// The largest device whose files begin like this one.
    #[must_use]
    pub fn recognized(head: &[u8]) -> Option<&'static Self> {
        DEVICES.iter().find(|device| device.layout.recognizes(head))
    }
}

impl PartialEq for Device {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Device {}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
