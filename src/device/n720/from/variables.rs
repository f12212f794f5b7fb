//! The items of the base that become variables: window and PIN.

use quick_xml::escape::escape;

use crate::device::from::text::string;
use crate::device::n720::{Item, unquote};

/// An item of the base whose value is a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    WindowStart,
    WindowSeconds,
    RandomPin,
    Pin,
}

impl Variable {
    pub const ALL: [Self; 4] = [
        Self::WindowStart,
        Self::WindowSeconds,
        Self::RandomPin,
        Self::Pin,
    ];

    /// The one that the item of this id becomes.
    pub fn of(id: &str) -> Option<Self> {
        match (Item::parse(id), id) {
            (Item::WindowStart, _) => Some(Self::WindowStart),
            (Item::WindowSeconds, _) => Some(Self::WindowSeconds),
            (_, "BS_CUSTOM.bit.UseRandomRegistrationPIN") => Some(Self::RandomPin),
            (_, "BS_CUSTOM.aucKdsPin[0]" | "BS_CUSTOM.aucKdsPin[%]" | "BS_CUSTOM.aucKdsPin") => {
                Some(Self::Pin)
            }
            _ => None,
        }
    }

    /// The id of an item that the file does not have.
    pub fn id(self) -> &'static str {
        match self {
            Self::WindowStart => "BS_AE_Subscriber.acIPUIRegistrationTimestamp[0]",
            Self::WindowSeconds => "BS_AE_Subscriber.ulIPUIRegistrationDuration",
            Self::RandomPin => "BS_CUSTOM.bit.UseRandomRegistrationPIN",
            Self::Pin => "BS_CUSTOM.aucKdsPin[0]",
        }
    }

    /// The item in the template. The PIN of the file is what it says where no other is asked for; a
    /// window is there only where one is asked for.
    pub fn lines(self, id: &str, value: Option<&str>, indent: &str) -> String {
        let before = string(value.map_or("", unquote));
        let (condition, new) = match (self, value) {
            (Self::WindowStart, _) => (
                "window is defined and window.start is defined",
                "'\"{{ window.start }}\"'".to_owned(),
            ),
            (Self::WindowSeconds, _) => (
                "window is defined and window.seconds is defined",
                "\"{{ window.seconds }}\"".to_owned(),
            ),
            (Self::RandomPin, Some(_)) => (
                "",
                format!(
                    "\"{{{{ 1 if random_pin else (0 if pin_bytes is defined else {before}) }}}}\""
                ),
            ),
            (Self::RandomPin, None) => (
                "random_pin or pin_bytes is defined",
                "\"{{ 1 if random_pin else 0 }}\"".to_owned(),
            ),
            (Self::Pin, Some(_)) => ("", format!("\"{{{{ pin_bytes | default({before}) }}}}\"")),
            (Self::Pin, None) => ("pin_bytes is defined", "\"{{ pin_bytes }}\"".to_owned()),
        };
        let item = format!(
            "{indent}<SYMB_ITEM ID=\"{}\" class=\"symb_item\" value={new}/>\n",
            escape(id)
        );
        match condition {
            "" => item,
            condition => format!("{{% if {condition} %}}\n{item}{{% endif %}}\n"),
        }
    }
}
