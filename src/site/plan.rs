//! What a run does to each base, as data: made before anything is written, printed by `plan`,
//! carried out by `build`.

mod diff;
mod settings;
mod who;

pub use diff::{
    changes, deregistrations, given_up, has_incomplete_window, in_use, reassignments, removes,
    used, window_change,
};
pub use settings::{SettingChange, setting_changes};
pub use who::Who;
pub(crate) use who::shown_extension;

use serde::{Serialize, Serializer};

use crate::device::Device;
use crate::device::published::Published;
use crate::value::Field;
use crate::value::{Ipui, Mac, Position, WindowState};

/// What becomes of a base's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The file is written, or would be.
    Written,
    /// The file in place says the same already.
    Unchanged,
    /// The file in place stays because of an error.
    Held,
    /// No row names the base, so its file was left alone.
    Untouched,
}

impl Status {
    /// All of them, the most important first.
    pub const ALL: [Self; 4] = [Self::Written, Self::Unchanged, Self::Held, Self::Untouched];
}

/// What a run does to one base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePlan {
    /// The base.
    pub mac: Mac,
    /// What it is.
    pub device: &'static Device,
    /// What becomes of its file.
    pub status: Status,
    /// How many accounts are active afterwards.
    pub used: usize,
    /// What changes, by position; nothing for a file that stays, and nothing in a `build` of which no
    /// report lists it.
    pub changes: Vec<Change>,
    /// What changes that belongs to no position: the provider, the PIN. The window is below.
    pub settings: Vec<SettingChange>,
    /// What the window of the new file is; of a file that stays, nothing.
    pub window: WindowState,
    /// What becomes of the window, for a base that has one, or a handset.
    pub window_change: Option<WindowChange>,
    /// Whether the window that the file has afterwards lacks its start or its duration.
    pub window_incomplete: bool,
    /// How many handsets the base's file held and would hold no longer at their position.
    pub deregistrations: usize,
    /// How many handsets stay at their position and get another extension.
    pub reassignments: usize,
    /// How many positions in use are given up: those of the handsets above, and those of accounts
    /// without an IPUI, where a handset may have been registered by hand.
    pub given_up: usize,
    /// How many handsets the base's file holds now.
    pub handsets_now: usize,
    /// How many positions its file uses now: those of the handsets, and those of active accounts.
    pub in_use_now: usize,
}

impl BasePlan {
    /// The position of a change, where the device has positions.
    #[must_use]
    pub fn position(&self, change: &Change) -> Option<Position> {
        let has_positions = self.device.layout.positions().is_some();
        has_positions.then_some(change.position)
    }

    /// A base whose file stays as it is.
    #[must_use]
    pub fn staying(mac: Mac, device: &'static Device, status: Status, now: &Published) -> Self {
        Self {
            mac,
            device,
            status,
            used: used(now),
            changes: Vec::new(),
            settings: Vec::new(),
            window: WindowState::Absent,
            window_change: window_change(now, now),
            window_incomplete: has_incomplete_window(now),
            deregistrations: 0,
            reassignments: 0,
            given_up: 0,
            handsets_now: now.handsets().count(),
            in_use_now: in_use(now),
        }
    }

    /// A base whose file is written, without its changes.
    #[must_use]
    pub fn writing(mac: Mac, device: &'static Device, now: &Published, then: &Published) -> Self {
        Self {
            used: used(then),
            settings: setting_changes(now, then),
            window_change: window_change(now, then),
            window_incomplete: has_incomplete_window(then),
            deregistrations: deregistrations(now, then),
            reassignments: reassignments(now, then),
            given_up: given_up(now, then),
            ..Self::staying(mac, device, Status::Written, now)
        }
    }
}

/// What becomes of the registration window of a base's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowChange {
    /// It gets another start.
    Opened,
    /// It gets another duration.
    Changed,
    /// It goes.
    Removed,
    /// It stays as it is.
    Left,
    /// There is none, before and after.
    Missing,
}

/// What happens at one position of a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// Where; of a device without positions the place in the order of its file.
    pub position: Position,
    /// Whom it concerns.
    pub who: Who,
    /// The handset that the position has afterwards.
    pub ipui: Option<Ipui>,
    /// The handset that it had, where that was another.
    pub previous_ipui: Option<Ipui>,
    /// Where the handset was until now, for one that moves.
    pub from: Option<Origin>,
    /// Which fields change; a password only by name.
    pub fields: Fields,
}

/// Where a handset comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The base, where it is another.
    pub mac: Option<Mac>,
    /// The position there, of a device that has positions.
    pub position: Option<Position>,
}

/// What a change means at the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A new account, with or without a handset.
    Add,
    /// Other values around the same handset: nothing to register.
    Update,
    /// Another handset at the account's position: the old one is de-registered.
    Replace,
    /// The account is switched off and its handset de-registered.
    Remove,
    /// A handset comes from another position: it must be registered by hand.
    Move,
}

/// A set of fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fields(u16);

impl Fields {
    /// Adds a field.
    pub fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u16;
    }

    /// Whether the field is among them.
    #[must_use]
    pub fn contains(self, field: Field) -> bool {
        self.0 & 1 << field as u16 != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fields, in the order of [`Field::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL
            .into_iter()
            .filter(move |field| self.contains(*field))
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        let mut set = Self::default();
        fields.into_iter().for_each(|field| set.insert(field));
        set
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Field::name))
    }
}
