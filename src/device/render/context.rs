//! What a template sees of a page.

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object};
use minijinja::{Value, context};

use crate::device::page::{Page, Slot, Vacated};
use crate::device::template::names;
use crate::roster::Roster;
use crate::settings::RegistrationPin;

/// The variables of a template: `base`, `version`, `window`, `pin_bytes`, `random_pin`, `settings`,
/// `handsets` and `vacated`.
pub(super) fn of(
    page: &Page<'_>,
    roster: &Roster,
    settings: &Value,
    pin: Option<RegistrationPin>,
) -> Value {
    with_extra(page, |slot| extra(slot, roster), settings, pin)
}

/// The same, where `extra` gives the other columns of a handset.
pub(super) fn with_extra(
    page: &Page<'_>,
    extra: impl Fn(&Slot<'_>) -> Value,
    settings: &Value,
    pin: Option<RegistrationPin>,
) -> Value {
    let has_positions = page.layout.positions().is_some();
    let handset = |slot| Entry::new(slot, has_positions, extra(slot));
    let vacated = |vacated: &Vacated| match vacated {
        Vacated::Position(at) => context! { index => at.index(), position => at.number() },
        Vacated::Handset(ipui) => context! { ipui => ipui.to_string() },
    };
    let values = Values {
        mac: page.mac.to_string().into(),
        name: page.name.unwrap_or_default().into(),
        version: page.version.as_str().into(),
        profile_name: page.profile_name.map(Value::from),
        window: page.window.as_ref().map(|window| {
            let start = window.start.as_deref().map(Value::from);
            (start, window.seconds.as_deref().map(seconds))
        }),
        handsets: page.slots.iter().map(handset).collect(),
        vacated: page.vacated.iter().map(vacated).collect(),
    };
    values.with(settings, pin)
}

/// The values of a page.
pub(super) struct Values {
    pub(super) mac: Value,
    pub(super) name: Value,
    pub(super) version: Value,
    pub(super) profile_name: Option<Value>,
    /// The start and the duration.
    pub(super) window: Option<(Option<Value>, Option<Value>)>,
    pub(super) handsets: Vec<Entry>,
    pub(super) vacated: Vec<Value>,
}

impl Values {
    /// The variables of a template for a page with these values.
    pub(super) fn with(self, settings: &Value, pin: Option<RegistrationPin>) -> Value {
        let (pin_bytes, pin_digits) = match pin {
            Some(RegistrationPin::Fixed(pin)) => (pin.device_bytes().into(), pin.digits().into()),
            Some(RegistrationPin::Random) | None => (Value::UNDEFINED, Value::UNDEFINED),
        };
        let window = self.window.map(|(start, seconds)| {
            context! { start => or_undefined(start), seconds => or_undefined(seconds) }
        });
        let handsets: Vec<Value> = self.handsets.into_iter().map(Value::from_object).collect();
        context! {
            base => context! { mac => self.mac, name => self.name },
            version => self.version,
            window => or_undefined(window),
            pin_bytes => pin_bytes,
            pin_digits => pin_digits,
            random_pin => pin == Some(RegistrationPin::Random),
            settings => with_profile_name(self.profile_name, settings),
            handsets => handsets,
            vacated => self.vacated,
        }
    }
}

fn or_undefined(value: Option<Value>) -> Value {
    value.unwrap_or(Value::UNDEFINED)
}

/// The settings, and in them the name of the profile that the file in place has, unless they give one.
fn with_profile_name(of_file: Option<Value>, settings: &Value) -> Value {
    match of_file.filter(|_| !gives_profile_name(settings)) {
        Some(name) => context! { profile_name => name, ..settings.clone() },
        None => settings.clone(),
    }
}

/// Whether the settings have a name for the profile.
pub(super) fn gives_profile_name(settings: &Value) -> bool {
    let given = settings.get_attr("profile_name");
    given.is_ok_and(|value| !value.is_undefined())
}

/// A number, unless it would be written otherwise than the text.
fn seconds(text: &str) -> Value {
    match text.parse::<u32>() {
        Ok(number) if number.to_string() == text => Value::from(number),
        _ => Value::from(text),
    }
}

/// One handset as the template sees it: asked for its values by name, which are in the order of
/// [`names::HANDSET`]. A text of up to 22 bytes, as most are, needs no memory of its own.
pub(super) struct Entry(pub(super) [Value; names::HANDSET.len()]);

impl Entry {
    fn new(slot: &Slot<'_>, has_positions: bool, extra: Value) -> Self {
        let position = Some(slot.position).filter(|_| has_positions);
        Self([
            or_undefined(position.map(|at| at.index().into())),
            or_undefined(position.map(|at| at.number().into())),
            slot.extension.into(),
            slot.login.into(),
            slot.password.expose().into(),
            slot.display_name.into(),
            slot.account_name.into(),
            or_undefined(slot.voicemail.map(Value::from)),
            slot.provider.into(),
            or_undefined(slot.ipui().map(|ipui| ipui.to_string().into())),
            or_undefined(slot.code.map(|code| code.device_bytes().into())),
            extra,
        ])
    }
}

/// The columns of the roster that have no meaning of their own, by header; an empty cell is an empty
/// text, so that a template need not ask whether it is there.
fn extra(slot: &Slot<'_>, roster: &Roster) -> Value {
    let table = slot.row.and_then(|at| Some((at, roster.table_with(at)?)));
    let Some((at, table)) = table.filter(|(_, table)| !table.header.extra.is_empty()) else {
        return Value::from_object(NoColumns);
    };
    // Both go from the left, so that a wide sheet is gone through once.
    let mut cells = table.row(at.index).cells().peekable();
    Value::from_pairs(table.header.extra.iter().map(|extra| {
        while cells
            .next_if(|(column, _)| *column < extra.column)
            .is_some()
        {}
        let cell = cells.next_if(|(column, _)| *column == extra.column);
        let text = cell.map_or("", |(_, cell)| cell.text.trim());
        (extra.name.as_str(), text)
    }))
}

/// The extra columns of a roster that has none.
#[derive(Debug)]
struct NoColumns;

impl Object for NoColumns {
    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }
}

impl Object for Entry {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let at = names::HANDSET.iter().position(|name| *name == key)?;
        Some(self.0[at].clone()).filter(|value| !value.is_undefined())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&names::HANDSET)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("position", &self.0[1])
            .finish_non_exhaustive()
    }
}
