//! What the changes of a run mean at the site.

use std::borrow::Cow;

use super::text::visible;
use crate::site::plan::{
    BasePlan, Change, ChangeKind, Fields, Origin, SettingChange, Status, WindowChange,
};
use crate::value::Field;
use crate::value::WindowState;

/// Whether a base has changes to show; one that is held because too much would be lost shows what
/// that is.
pub(super) fn is_to_be_shown(base: &BasePlan) -> bool {
    base.status == Status::Written || !base.changes.is_empty()
}

/// The extension of the change, made fit to be shown.
pub(super) fn extension(change: &Change) -> Cow<'_, str> {
    change.who.extension().map_or(HIDDEN.into(), visible)
}

/// The name of the person whom the change concerns, made fit to be shown, and before it that of the person
/// who had the position until now, where that was another.
pub(super) fn name(change: &Change) -> String {
    let name = change.who.name().map_or(HIDDEN.into(), visible);
    match change.who.former_name() {
        Some(former) => format!("{} -> {name}", visible(former)),
        None => name.into_owned(),
    }
}

/// In place of what may be a password.
const HIDDEN: &str = "(hidden)";

/// What the change means, with the fields that an update is about.
pub(super) fn meaning(base: &BasePlan, change: &Change) -> String {
    let consequence = consequence(base, change);
    match change.kind {
        ChangeKind::Update => format!("{}: {consequence}", listed(change.fields)),
        _ => consequence,
    }
}

/// The registration window that the file has afterwards, where that is another.
pub(super) fn new_window(base: &BasePlan) -> Option<String> {
    match base.window_change? {
        WindowChange::Opened | WindowChange::Changed => Some(base.window.to_string()),
        WindowChange::Removed => Some("removed".into()),
        WindowChange::Left | WindowChange::Missing => None,
    }
}

/// The longest value of a setting that is shown, in characters.
const LONGEST_VALUE: usize = 60;

/// What changes about a setting: `sip_server: a -> b`.
fn setting(change: &SettingChange) -> String {
    let name = visible(&change.name);
    if change.is_secret {
        let what = match (&change.old, &change.new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        };
        return format!("{name}: {what} (hidden)");
    }
    let value = |value: &Option<Box<str>>| match value.as_deref() {
        None => "(none)".to_owned(),
        Some("") => "(empty)".to_owned(),
        Some(text) if text.chars().count() > LONGEST_VALUE => {
            let start: String = text.chars().take(LONGEST_VALUE).collect();
            format!("{}…", visible(&start))
        }
        Some(text) => visible(text).into_owned(),
    };
    format!("{name}: {} -> {}", value(&change.old), value(&change.new))
}

/// How many settings of a base are named.
const SETTINGS_NAMED: usize = 20;

/// What changes about the settings of a base, in lines; many are counted.
pub(super) fn settings(base: &BasePlan) -> impl Iterator<Item = String> {
    let more = base.settings.len().saturating_sub(SETTINGS_NAMED);
    let more = (more > 0).then(|| format!("{more} more settings"));
    let named = base.settings.iter().take(SETTINGS_NAMED);
    named.map(setting).chain(more)
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
pub(super) fn consequence(base: &BasePlan, change: &Change) -> String {
    let registers = registers(base.window);
    match change.kind {
        ChangeKind::Add if change.ipui.is_none() => "new account without a handset".into(),
        ChangeKind::Add => format!("new: {registers}"),
        ChangeKind::Update if change.fields.contains(Field::Ipui) => {
            format!("the handset {registers}")
        }
        ChangeKind::Update => "rings again after the base reads the file".into(),
        ChangeKind::Replace if change.fields.contains(Field::Extension) => format!(
            "another account takes the position: the old handset is de-registered, the new one \
             {registers}"
        ),
        ChangeKind::Replace => {
            format!("replaced: the old handset is de-registered, the new one {registers}")
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

/// What a handset does that is new at a base with this window.
fn registers(window: WindowState) -> &'static str {
    match window {
        WindowState::Always | WindowState::Open(..) => {
            "registers by itself while the window is open"
        }
        WindowState::Over(..) => "waits for another registration window: this one is over",
        WindowState::Absent | WindowState::WithoutStart | WindowState::WithoutDuration => {
            "waits for a registration window"
        }
    }
}

fn origin(origin: Origin) -> String {
    let position = origin
        .position
        .map(|position| format!(" position {position}"));
    let position = position.unwrap_or_default();
    match origin.mac {
        Some(mac) => format!(" from base {mac}{position}"),
        None => format!(" from{position}"),
    }
}
