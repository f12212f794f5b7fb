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
    /// those of its extension unless an accepted row for the base has both this extension and the
    /// handset that the file has for it. A row with another handset takes the extension over, and the
    /// rejected row may be about the handset that has it now.
    pub(super) fn touched(&self, mac: Mac, now: &Published, accepted: &[&Identity<'_>]) -> Touched {
        let mut touched = Touched::default();
        if self.handsets.is_empty() && self.extensions.is_empty() {
            return touched;
        }
        let accounted: HashMap<&str, Option<Ipui>> = accepted
            .iter()
            .filter_map(|row| Some((row.extension.as_ref()?.as_str(), row.ipui)))
            .collect();
        for (position, account) in now.accounts() {
            let by_handset = account
                .ipui()
                .and_then(|ipui| Some((ipui, *self.handsets.get(&ipui)?)));
            let by_extension = account
                .extension()
                .filter(|extension| accounted.get(extension) != Some(&account.ipui()))
                .and_then(|extension| self.extensions.get(extension).copied());
            if let Some((ipui, _)) = by_handset {
                touched.clues.push(Clue::Handset(ipui));
            }
            // One that an accepted row has too tells nothing of the rejected row.
            let is_told = |extension| !accounted.contains_key(extension);
            if let Some(row) = by_extension.filter(|_| account.extension().is_some_and(is_told)) {
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

    /// Whether a file has the row's extension, which no other rejected row has: of the base that it
    /// names, or in all.
    fn is_known_by_extension(
        &self,
        row: &Identity<'_>,
        sharing: &HashMap<Key<'_>, usize>,
        clues: &HashSet<Clue>,
    ) -> bool {
        let Some(extension) = row.extension.as_ref().map(Extension::as_str) else {
            return false;
        };
        let first = self.extensions.get(extension);
        [row.base, None].into_iter().any(|base| {
            let clue = first.map(|first| Clue::Extension(base, *first));
            sharing.get(&(base, extension)) == Some(&1)
                && clue.is_some_and(|it| clues.contains(&it))
        })
    }
}

/// A base, or none for all of them, and an extension.
type Key<'a> = (Option<Mac>, &'a str);

/// How many rejected rows have an extension: of each base, and in all.
fn sharing<'a>(identities: &'a [Identity<'_>]) -> HashMap<Key<'a>, usize> {
    let mut sharing = HashMap::new();
    for row in identities.iter().filter(|identity| !identity.accepted) {
        let Some(extension) = row.extension.as_ref().map(Extension::as_str) else {
            continue;
        };
        *sharing.entry((None, extension)).or_default() += 1;
        if row.base.is_some() {
            *sharing.entry((row.base, extension)).or_default() += 1;
        }
    }
    sharing
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
    /// A row that may have been about any handset of any base and have another base now. It is about no
    /// handset that an accepted row has.
    moved: Option<RowRef>,
}

impl Doubts {
    /// Finds them, given what all files know.
    pub(super) fn of(
        identities: &[Identity<'_>],
        rejected: &Rejected<'_>,
        clues: &HashSet<Clue>,
    ) -> Self {
        let mut doubts = Self::default();
        let mut shared = None;
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
                    if doubts.moved.is_none() && row.identity.has_unread_ipui {
                        let shared = shared.get_or_insert_with(|| sharing(identities));
                        let is_known = rejected.is_known_by_extension(row.identity, shared, clues);
                        doubts.moved = (!is_known).then_some(at);
                    }
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

    /// A row that may be about any handset that no accepted row has.
    pub(super) fn about_any_missing(&self) -> Option<RowRef> {
        self.moved
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
