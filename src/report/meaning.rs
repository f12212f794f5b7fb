//! What the changes of a run mean at the site.

use std::borrow::Cow;

use super::text::visible;
use crate::field::Field;
use crate::plan::{BasePlan, Change, ChangeKind, Fields, Origin, Status};

/// Whether a base has changes to show; one that is held because too much would be lost shows what
/// that is.
pub(super) fn is_to_be_shown(base: &BasePlan) -> bool {
    base.status == Status::Written || !base.changes.is_empty()
}

/// The extension of the change, made fit to be shown.
pub(super) fn extension(change: &Change) -> Cow<'_, str> {
    change
        .extension
        .as_deref()
        .map_or("(hidden)".into(), visible)
}

/// What the change means, with the fields that an update is about.
pub(super) fn meaning(change: &Change) -> String {
    match change.kind {
        ChangeKind::Update => format!("{}: {}", listed(change.fields), consequence(change)),
        _ => consequence(change),
    }
}

/// The names of fields, one after the other.
pub(super) fn listed(fields: Fields) -> String {
    fields
        .iter()
        .map(Field::name)
        .collect::<Vec<_>>()
        .join(", ")
}

/// What the change means, whatever its fields are.
pub(super) fn consequence(change: &Change) -> String {
    match change.kind {
        ChangeKind::Add if change.ipui.is_none() => "new account without a handset".into(),
        ChangeKind::Add => "new: registers by itself while the window is open".into(),
        ChangeKind::Update if change.fields.contains(Field::Ipui) => {
            "the handset registers by itself while the window is open".into()
        }
        ChangeKind::Update => "rings again after the base reads the file".into(),
        ChangeKind::Replace if change.fields.contains(Field::Extension) => {
            "another account takes the position: the old handset is de-registered, the new one \
             registers by itself while the window is open"
                .into()
        }
        ChangeKind::Replace => {
            "replaced: the old handset is de-registered, the new one registers by itself while the \
             window is open"
                .into()
        }
        ChangeKind::Remove if change.previous_ipui.is_none() => {
            "removed: the account is disabled".into()
        }
        ChangeKind::Remove => {
            "removed: the account is disabled and the handset de-registered".into()
        }
        ChangeKind::Move => {
            let from = change.from.map(origin).unwrap_or_default();
            format!("moved{from}: the handset must be registered by hand")
        }
    }
}

fn origin(origin: Origin) -> String {
    let position = origin.position;
    match origin.mac {
        Some(mac) => format!(" from base {mac} position {position}"),
        None => format!(" from position {position}"),
    }
}
