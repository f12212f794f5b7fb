//! What the rejected rows may be about.
//!
//! An error in the roster never takes a handset off a base: whatever a rejected row may be about
//! stays as its base's file has it.

use std::collections::{HashMap, HashSet};

use crate::device::published::Published;
use crate::roster::{Identity, RowRef};
use crate::value::{Extension, Ipui, Mac, Position};

/// The rejected rows of a run, by what could be read of them; each with the first row that says so.
#[derive(Debug, Default)]
pub(super) struct Rejected<'a> {
    bases: HashMap<Mac, RowRef>,
    handsets: HashMap<Ipui, RowRef>,
    extensions: HashMap<&'a str, RowRef>,
}

/// What a base's file knows of the rejected rows.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// The positions that a rejected row may be about, each with the row.
    pub(super) positions: Vec<(Position, RowRef)>,
    /// By what the rows were recognized.
    pub(super) clues: Vec<Clue>,
}

/// Something that a rejected row and a file in place have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Clue {
    /// The handset.
    Handset(Ipui),
    /// The extension, by the first rejected row that has it: in the file of this base, or of any.
    Extension(Option<Mac>, RowRef),
}

impl<'a> Rejected<'a> {
    pub(super) fn of(identities: &'a [Identity<'_>]) -> Self {
        let mut rejected = Self::default();
        for identity in identities.iter().filter(|identity| !identity.accepted) {
            let row = identity.row;
            if let Some(mac) = identity.base {
                rejected.bases.entry(mac).or_insert(row);
            }
            if let Some(ipui) = identity.ipui {
                rejected.handsets.entry(ipui).or_insert(row);
            }
            if let Some(extension) = &identity.extension {
                rejected.extensions.entry(extension.as_str()).or_insert(row);
            }
        }
        rejected
    }

    /// The first rejected row that names this base.
    pub(super) fn of_base(&self, mac: Mac) -> Option<RowRef> {
        self.bases.get(&mac).copied()
    }

    /// The positions of a base's file that a rejected row may be about: those of its handset, and
    /// those of its extension unless an accepted row for the base accounts for it.
    pub(super) fn touched(&self, mac: Mac, now: &Published, accepted: &[&Identity<'_>]) -> Touched {
        let mut touched = Touched::default();
        if self.handsets.is_empty() && self.extensions.is_empty() {
            return touched;
        }
        let accounted: HashSet<&str> = accepted
            .iter()
            .filter_map(|row| row.extension.as_ref().map(Extension::as_str))
            .collect();
        for (position, account) in now.accounts() {
            let by_handset = account
                .ipui()
                .and_then(|ipui| Some((ipui, *self.handsets.get(&ipui)?)));
            let by_extension = account
                .extension()
                .filter(|extension| !accounted.contains(extension))
                .and_then(|extension| self.extensions.get(extension).copied());
            if let Some((ipui, _)) = by_handset {
                touched.clues.push(Clue::Handset(ipui));
            }
            if let Some(row) = by_extension {
                touched.clues.push(Clue::Extension(Some(mac), row));
                touched.clues.push(Clue::Extension(None, row));
            }
            if let Some(row) = by_handset.map(|(_, row)| row).or(by_extension) {
                touched.positions.push((position, row));
            }
        }
        touched
    }

    /// Whether a file tells which handset the row is about.
    ///
    /// Only a handset that no other row names can be trusted. An extension alone is not enough, for
    /// the row may renumber somebody; with a handset that no file has, it is a replacement.
    fn is_known(&self, row: &Unclear<'_, '_>, clues: &HashSet<Clue>) -> bool {
        let Some(ipui) = row.handset else {
            return false;
        };
        let extension = row.identity.extension.as_ref().map(Extension::as_str);
        let first = extension.and_then(|extension| self.extensions.get(extension));
        clues.contains(&Clue::Handset(ipui))
            || first
                .is_some_and(|first| clues.contains(&Clue::Extension(row.identity.base, *first)))
    }
}

/// A rejected row that is not known yet.
struct Unclear<'a, 'r> {
    identity: &'a Identity<'r>,
    /// Its handset, where no other row names it.
    handset: Option<Ipui>,
}

/// The rejected rows of which no file tells whom they are about.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// Rows of which the base could be read: they may be about any handset of it.
    bases: HashMap<Mac, RowRef>,
    /// A row that may be about any handset of any base.
    any: Option<RowRef>,
}

impl Doubts {
    /// Finds them, given what all files know.
    pub(super) fn of(
        identities: &[Identity<'_>],
        rejected: &Rejected<'_>,
        clues: &HashSet<Clue>,
    ) -> Self {
        let mut doubts = Self::default();
        for row in unclear(identities) {
            // Without a good extension it may be about an account of its base that has no handset.
            let extension = row.identity.extension.as_ref();
            let account = row.identity.base.is_none()
                || extension.is_some_and(|extension| extension.doubt().is_none());
            if account && rejected.is_known(&row, clues) {
                continue;
            }
            let at = row.identity.row;
            match row.identity.base {
                Some(mac) => {
                    doubts.bases.entry(mac).or_insert(at);
                }
                None => doubts.any = doubts.any.or(Some(at)),
            }
        }
        doubts
    }

    /// A row that may be about any handset of this base.
    pub(super) fn about_any_of(&self, mac: Mac) -> Option<RowRef> {
        self.any.or(self.bases.get(&mac).copied())
    }
}

fn unclear<'a, 'r>(identities: &'a [Identity<'r>]) -> impl Iterator<Item = Unclear<'a, 'r>> {
    let disputed = disputed(identities);
    let rejected = identities.iter().filter(|identity| !identity.accepted);
    rejected.map(move |identity| Unclear {
        identity,
        // A handset that two rows name is the wrong one in one of them.
        handset: identity.ipui.filter(|ipui| !disputed.contains(ipui)),
    })
}

/// The handsets that more than one row names.
fn disputed(identities: &[Identity<'_>]) -> HashSet<Ipui> {
    let mut seen = HashSet::new();
    let rejected = identities.iter().filter(|identity| !identity.accepted);
    rejected
        .filter_map(|identity| identity.ipui)
        .filter(|ipui| !seen.insert(*ipui))
        .collect()
}
